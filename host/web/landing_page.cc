#include "web/landing_page.h"

#include <cstdio>

#include "web/target.h"

namespace weir::web {
namespace {

using std::chrono::duration;

constexpr std::string_view kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Weir</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; padding: .5rem 0; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8886; vertical-align: top; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.error { overflow-wrap: anywhere; min-width: 12rem; }
.bad { font-weight: bold; }
</style>
</head>
<body>
<main>
<h1>Weir</h1>
<p>Hosts collector plugins and serves what they measure to Prometheus.</p>
)";

constexpr std::string_view kTableHead =
    R"(<div class="table" tabindex="0" role="region" aria-labelledby="collectors">
<table>
<caption id="collectors">Collectors, in the order of the configuration</caption>
<thead>
<tr><th scope="col">Collector</th><th scope="col">Plugin</th><th scope="col">State</th><th scope="col">Series</th><th scope="col">Age</th><th scope="col">Took</th><th scope="col">Last error</th></tr>
</thead>
<tbody>
)";

constexpr std::string_view kTableEnd = "</tbody>\n</table>\n</div>\n";

std::string Link(std::string_view target, std::string_view text) {
  return "<a href=\"" + EscapeHtml(target) + "\">" + EscapeHtml(text) + "</a>";
}

std::string Item(std::string_view target, std::string_view text) {
  return "<li>" + Link(target, target) + ": " + EscapeHtml(text) + "</li>\n";
}

std::string Cell(std::string_view kind, const std::string& html) {
  std::string cell = "<td";
  if (!kind.empty()) cell.append(" class=\"").append(kind).append("\"");
  return cell + ">" + html + "</td>";
}

std::string State(const collect::View& view) {
  const std::string name = EscapeHtml(collect::Name(view.state));
  const bool calm = view.up || view.state == collect::View::State::kStarting;
  return calm ? name : "<span class=\"bad\">" + name + "</span>";
}

std::string Row(const collect::View& view, std::string_view collector_base) {
  const std::string& name = view.config->name;
  std::string row = "<tr><th scope=\"row\">";
  row += Link(std::string(collector_base) + PercentEncode(name), name) + "</th>";
  row += Cell("", EscapeHtml(view.config->plugin));
  row += Cell("", State(view));
  row += Cell("number", std::to_string(view.lines));
  row += Cell("number", view.age ? ShortDuration(*view.age) : "never");
  row += Cell("number", ShortDuration(view.duration));
  row += Cell("error", EscapeHtml(view.error));
  return row + "</tr>\n";
}

std::string Number(double value, int decimals, std::string_view unit) {
  char text[32];
  snprintf(text, sizeof text, "%.*f ", decimals, value);
  return text + std::string(unit);
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string ShortDuration(Duration length) {
  const double seconds = duration<double>(length).count();
  if (seconds <= 0) return "0 ms";
  if (seconds < 0.01) return Number(seconds * 1e3, 1, "ms");
  if (seconds < 1) return Number(seconds * 1e3, 0, "ms");
  if (seconds < 120) return Number(seconds, 1, "s");
  if (seconds < 7200) return Number(seconds / 60, 0, "min");
  return Number(seconds / 3600, 0, "h");
}

std::string LandingPage(const collect::Reading& reading, std::string_view metrics,
                        std::string_view collector_base, std::string_view version) {
  std::string page(kHead);
  page += "<ul>\n" + Item(metrics, "what all collectors measure, and Weir itself");
  page += Item("/-/healthy", "whether Weir runs");
  page += Item("/-/ready", "whether each collector has run once") + "</ul>\n";
  if (reading.empty()) page += "<p>No collector is configured.</p>\n";
  if (!reading.empty()) page += kTableHead;
  for (const collect::View& view : reading) page += Row(view, collector_base);
  if (!reading.empty()) page += kTableEnd;
  page += "<p>Version " + EscapeHtml(version) + "</p>\n</main>\n</body>\n</html>\n";
  return page;
}

}  // namespace weir::web
