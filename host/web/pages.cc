#include "web/pages.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "expose/format.h"
#include "series/names.h"
#include "web/landing_page.h"
#include "web/late_body.h"

namespace weir::web {
namespace {

std::string WithoutSlash(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

std::string NameAll(const config::Configuration& configuration) {
  std::string names;
  for (const config::Collector& collector : configuration.collectors) {
    names += (names.empty() ? "There are: " : ", ") + collector.name;
  }
  return names.empty() ? "None is configured." : names + ".";
}

// A page in the form that the request asks for; make gets its terms, and whether to compress.
template <class Make>
Response Exposed(const Request& request, Make make) {
  expose::Terms terms = expose::Negotiate(request.accept);
  const bool gzip = expose::WantsGzip(request.accept_encoding);
  Response response;
  response.content_type = terms.content_type;
  response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
  if (gzip) response.headers.emplace_back("Content-Encoding", "gzip");
  response.content = std::make_unique<LateBody>(
      [make = std::move(make), terms = std::move(terms), gzip] { return make(terms, gzip); });
  return response;
}

expose::Exposition::Selection Select(const Filter& filter, const collect::Reading& reading) {
  expose::Exposition::Selection selection;
  selection.own = filter.Wants(kOwnCollector);
  for (const auto& view : reading) selection.collectors.push_back(filter.Wants(view.config->name));
  selection.names = filter.names;
  return selection;
}

// An error names its collector.
Response Down(const collect::View& view) {
  if (!view.error.empty()) return Sentence(503, "Down: " + view.error);
  const char* const why =
      view.up ? " is late, and has no values that are not stale." : " has not run yet.";
  return Sentence(503, "Collector \"" + view.config->name + "\"" + why);
}

}  // namespace

Pages::Pages(const config::Configuration& configuration, expose::Exposition& exposition,
             std::string version)
    : exposition_(exposition),
      metrics_path_(WithoutSlash(configuration.web.telemetry_path)),
      collector_base_(metrics_path_ == "/" ? "/" : metrics_path_ + "/"),
      collector_route_(collector_base_ + "<collector>"),
      version_(std::move(version)),
      collectors_(NameAll(configuration)) {}

Response Pages::Metrics(const Request& request, const Filter& filter,
                        collect::Reading reading) const {
  if (!filter.empty()) {
    auto selection = Select(filter, reading);
    return Exposed(request, [&exposition = exposition_, selection = std::move(selection),
                             reading = std::move(reading)](const expose::Terms& terms, bool gzip) {
      return exposition.Page(reading, selection, terms, gzip);
    });
  }
  return Exposed(request, [&exposition = exposition_, reading = std::move(reading)](
                              const expose::Terms& terms, bool gzip) {
    return exposition.Page(reading, terms, gzip);
  });
}

Response Pages::Collector(std::string_view name, const Request& request, const Filter& filter,
                          const collect::Reading& reading) const {
  const auto named = [&](const collect::View& view) { return view.config->name == name; };
  const auto view = std::ranges::find_if(reading, named);
  if (view == reading.end()) return UnknownCollector();
  const bool partial = view->state == collect::View::State::kPartial;
  if (!(view->up || partial) || view->snapshot.table == nullptr) return Down(*view);
  return Exposed(request, [&exposition = exposition_, part = collect::Reading{*view},
                           names = filter.names](const expose::Terms& terms, bool gzip) {
    return names.empty() ? exposition.PageOfOne(part.front(), terms, gzip)
                         : expose::Exposition::PageOf(part, terms, gzip, names);
  });
}

Response Pages::Landing(collect::Reading reading) const {
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                                "form-action 'none'; frame-ancestors 'none'");
  response.content = std::make_unique<LateText>(
      [reading = std::move(reading), metrics = metrics_path_, base = collector_base_,
       version = version_] { return LandingPage(reading, metrics, base, version); });
  return response;
}

Response Pages::NotFound() const {
  return Sentence(404, "Not found. There are " + metrics_path_ + ", " + collector_route_ +
                           ", /api/v1/sd, /, /-/healthy and /-/ready.");
}

Response Pages::UnknownCollector() const {
  return Sentence(404, "There is no such collector. " + collectors_);
}

Response Pages::UnknownCollector(const std::string& name) const {
  return Sentence(400, "There is no collector \"" + series::ToUtf8(name) + "\". " + collectors_);
}

}  // namespace weir::web
