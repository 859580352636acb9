#include "scrape_results.h"

#include "statistics.h"
#include "text_table.h"

namespace weir::bench {
namespace {

constexpr double kMs = 1e6;
constexpr double kMB = 1e6;

double PerSeries(double whole, size_t series) { return whole / static_cast<double>(series); }

std::string_view EncodingOf(bool gzip) { return gzip ? "gzip" : "identity"; }

std::string ShortOr(const std::optional<double>& value, const char* otherwise) {
  return value ? Short(*value) : otherwise;
}

}  // namespace

std::string_view Name(Subject subject) {
  switch (subject) {
    case Subject::kWeir:
      return "weir";
    case Subject::kWeirByObject:
      return "weir, added by object";
    case Subject::kPeer:
      return "prometheus-cpp";
  }
  return "";
}

void ScrapeResults::AddBaseline(Subject subject, bool gzip, size_t peak_bytes) {
  baselines_.push_back({subject, gzip, peak_bytes});
}

const ScrapeRow* ScrapeResults::Find(Subject subject, size_t series, bool gzip) const {
  for (const ScrapeRow& row : rows_) {
    if (row.subject == subject && row.series == series && row.gzip == gzip) return &row;
  }
  return nullptr;
}

std::optional<double> ScrapeResults::Ratio(const ScrapeRow& weir) const {
  const ScrapeRow* peer = Find(Subject::kPeer, weir.series, weir.gzip);
  if (peer == nullptr || weir.subject == Subject::kPeer) return std::nullopt;
  return Median(peer->cost.cpu_ns) / Median(weir.cost.cpu_ns);
}

std::optional<double> ScrapeResults::Growth(const ScrapeRow& row) const {
  const ScrapeRow* smaller = nullptr;
  for (const ScrapeRow& other : rows_) {
    const bool alike = other.subject == row.subject && other.gzip == row.gzip;
    if (alike && other.series < row.series && (!smaller || other.series > smaller->series)) {
      smaller = &other;
    }
  }
  if (smaller == nullptr) return std::nullopt;
  return GrowthExponent(static_cast<double>(smaller->series), Median(smaller->cost.cpu_ns),
                        static_cast<double>(row.series), Median(row.cost.cpu_ns));
}

double ScrapeResults::RssPerSeries(const ScrapeRow& row) const {
  auto bytes = static_cast<double>(row.cost.memory.peak_bytes);
  for (const Baseline& one : baselines_) {
    if (one.subject == row.subject && one.gzip == row.gzip) {
      bytes -= static_cast<double>(one.peak_bytes);
    }
  }
  return PerSeries(bytes, row.series);
}

std::vector<std::string> ScrapeResults::Cells(const ScrapeRow& row) const {
  const double cpu = Median(row.cost.cpu_ns);
  const bool tells = row.series >= 10'000;  // below, the pages of malloc hide the series
  return {Count(row.series),
          std::string(EncodingOf(row.gzip)),
          std::string(Name(row.subject)),
          Short(cpu / kMs),
          Short(PerSeries(cpu, row.series)),
          Short(Median(row.cost.wall_ns) / kMs),
          Short(static_cast<double>(row.cost.wire_bytes) / kMB),
          Short(PerSeries(static_cast<double>(row.cost.page_bytes), row.series)),
          tells ? Short(RssPerSeries(row)) : "",
          ShortOr(Growth(row), ""),
          ShortOr(Ratio(row), "")};
}

std::string ScrapeResults::Print() const {
  TextTable table({"series", "encoding", "server", "CPU ms", "CPU ns a series", "wall ms",
                   "body MB", "page B a series", "peak RSS B a series", "growth", "times cheaper"},
                  3);
  for (const ScrapeRow& row : rows_) table.Add(Cells(row));
  return table.Print() + PrintOwnWork();
}

std::string ScrapeResults::PrintOwnWork() const {
  TextTable table({"series", "new values in the plugin, CPU ns a series",
                   "new values in the peer, CPU ns a series"},
                  1);
  for (const OwnWork& work : own_work_) {
    table.Add({Count(work.series), Short(PerSeries(work.plugin_ns, work.series)),
               Short(PerSeries(work.peer_ns, work.series))});
  }
  return "\nContained in the rows above:\n\n" + table.Print();
}

nlohmann::json ScrapeResults::Json() const {
  nlohmann::json rows = nlohmann::json::array();
  for (const ScrapeRow& row : rows_) {
    rows.push_back({{"server", Name(row.subject)},
                    {"series", row.series},
                    {"encoding", EncodingOf(row.gzip)},
                    {"cpu_ns", row.cost.cpu_ns},
                    {"wall_ns", row.cost.wall_ns},
                    {"wire_bytes", row.cost.wire_bytes},
                    {"page_bytes", row.cost.page_bytes},
                    {"peak_rss_bytes", row.cost.memory.peak_bytes},
                    {"rss_bytes", row.cost.memory.resident_bytes},
                    {"peak_rss_bytes_per_series", RssPerSeries(row)}});
  }
  nlohmann::json own_work = nlohmann::json::array();
  for (const OwnWork& work : own_work_) {
    own_work.push_back({{"series", work.series},
                        {"plugin_cpu_ns", work.plugin_ns},
                        {"peer_cpu_ns", work.peer_ns}});
  }
  return {{"scrapes", std::move(rows)}, {"own_work", std::move(own_work)}};
}

void ScrapeResults::Judge(Targets& targets) const {
  for (const size_t series : {size_t{10'000}, size_t{100'000}}) {
    const ScrapeRow* row = Find(Subject::kWeir, series, false);
    targets.AtLeast("identity, " + Count(series) + " series: times cheaper in CPU", 15,
                    row ? Ratio(*row) : std::nullopt);
  }
  for (const bool gzip : {false, true}) {
    for (const size_t series : {size_t{100'000}, size_t{1'000'000}}) {
      const ScrapeRow* row = Find(Subject::kWeir, series, gzip);
      targets.AtMost(std::string(EncodingOf(gzip)) + ", " + Count(series) +
                         " series: peak RSS, bytes a series",
                     250, row ? std::optional(RssPerSeries(*row)) : std::nullopt);
    }
  }
}

}  // namespace weir::bench
