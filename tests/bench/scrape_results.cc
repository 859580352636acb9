#include "scrape_results.h"

#include <algorithm>

#include "statistics.h"
#include "text_table.h"

namespace weir::bench {
namespace {

constexpr double kMs = 1e6;
constexpr double kMB = 1e6;

double PerSeries(double whole, size_t series) { return whole / static_cast<double>(series); }

std::string_view EncodingOf(bool gzip) { return gzip ? "gzip" : "identity"; }

std::string_view TextOf(Change change) {
  constexpr std::array<std::string_view, 4> kTexts = {"all", "1 %", "none", "all, 1 % churn"};
  return kTexts[static_cast<size_t>(change)];
}

std::string ShortOr(const std::optional<double>& value, const char* otherwise) {
  return value ? Short(*value) : otherwise;
}

}  // namespace

const ScrapeRow* ScrapeResults::Find(const ScrapeCase& wanted) const {
  const auto found = std::ranges::find(rows_, wanted, &ScrapeRow::of);
  return found == rows_.end() ? nullptr : &*found;
}

double ScrapeResults::NetNs(const ScrapeRow& row) { return Median(row.cost.cpu_ns) - row.own_ns; }

std::optional<double> ScrapeResults::Ratio(const ScrapeRow& weir, Subject peer) const {
  if (!IsWeir(weir.of.subject)) return std::nullopt;
  ScrapeCase same = weir.of;
  same.subject = peer;
  const ScrapeRow* const row = Find(same);
  if (row == nullptr) return std::nullopt;
  return NetNs(*row) / NetNs(weir);
}

std::optional<double> ScrapeResults::Growth(const ScrapeRow& row) const {
  const ScrapeRow* smaller = nullptr;
  for (const ScrapeRow& other : rows_) {
    ScrapeCase same = other.of;
    same.series = row.of.series;
    if (same != row.of || other.of.series >= row.of.series) continue;
    if (smaller == nullptr || other.of.series > smaller->of.series) smaller = &other;
  }
  if (smaller == nullptr) return std::nullopt;
  return GrowthExponent(static_cast<double>(smaller->of.series), NetNs(*smaller),
                        static_cast<double>(row.of.series), NetNs(row));
}

double ScrapeResults::RssPerSeries(const ScrapeRow& row) const {
  auto bytes = static_cast<double>(row.cost.memory.peak_bytes);
  const auto one = baselines_.find(row.of.subject);
  if (one != baselines_.end()) bytes -= static_cast<double>(one->second);
  return PerSeries(bytes, row.of.series);
}

std::vector<std::string> ScrapeResults::Cells(const ScrapeRow& row) const {
  const double cpu = Median(row.cost.cpu_ns);
  const size_t series = row.of.series;
  const bool tells = series >= 10'000;  // below, the pages of malloc hide the series
  return {Count(series),
          std::string(EncodingOf(row.of.gzip)),
          std::string(Name(row.of.format)),
          std::string(TextOf(row.of.change)),
          std::string(Name(row.of.subject)),
          Short(cpu / kMs),
          Short(PerSeries(row.own_ns, series)),
          Short(PerSeries(NetNs(row), series)),
          Short(Median(row.cost.wall_ns) / kMs),
          Short(static_cast<double>(row.cost.wire_bytes) / kMB),
          tells ? Short(RssPerSeries(row)) : "",
          ShortOr(Growth(row), ""),
          ShortOr(Ratio(row, Subject::kPrometheusCpp), ""),
          ShortOr(Ratio(row, Subject::kPromhttp), "")};
}

std::string ScrapeResults::Print() const {
  TextTable table(
      {"series", "encoding", "format", "new values", "server", "CPU ms",
       "ns a series for new values", "ns a series without them", "wall ms", "body MB",
       "peak RSS B a series", "growth", "times cheaper than prometheus-cpp", "than promhttp"},
      5);
  for (const ScrapeRow& row : rows_) table.Add(Cells(row));
  return table.Print() + PrintMemory();
}

std::string ScrapeResults::PrintMemory() const {
  TextTable table({"server", "series", "peak RSS B a series", "peak RSS of the workers, MB"}, 1);
  for (const ScrapeRow& row : memory_) {
    table.Add({std::string(Name(row.of.subject)), Count(row.of.series), Short(RssPerSeries(row)),
               Short(static_cast<double>(row.cost.workers_peak_bytes) / kMB)});
  }
  return "\nAfter 20 scrapes with gzip and 5 of OpenMetrics:\n\n" + table.Print();
}

nlohmann::json ScrapeResults::Json() const {
  nlohmann::json rows = nlohmann::json::array();
  for (const ScrapeRow& row : rows_) {
    rows.push_back({{"server", Name(row.of.subject)},
                    {"series", row.of.series},
                    {"encoding", EncodingOf(row.of.gzip)},
                    {"format", Name(row.of.format)},
                    {"change", Name(row.of.change)},
                    {"cpu_ns", row.cost.cpu_ns},
                    {"own_ns", row.own_ns},
                    {"net_ns_per_series", PerSeries(NetNs(row), row.of.series)},
                    {"wall_ns", row.cost.wall_ns},
                    {"wire_bytes", row.cost.wire_bytes},
                    {"page_bytes", row.cost.page_bytes},
                    {"peak_rss_bytes", row.cost.memory.peak_bytes},
                    {"rss_bytes", row.cost.memory.resident_bytes},
                    {"workers_peak_rss_bytes", row.cost.workers_peak_bytes}});
  }
  return rows;
}

std::optional<double> ScrapeResults::NetPerSeries(const ScrapeCase& wanted) const {
  const ScrapeRow* const row = Find(wanted);
  if (row == nullptr) return std::nullopt;
  return PerSeries(NetNs(*row), wanted.series);
}

void ScrapeResults::JudgeCost(Targets& targets, Subject subject) const {
  const std::string who = std::string(Name(subject)) + ", ";
  const auto at_most = [&](const std::string& what, double target, ScrapeCase wanted) {
    wanted.subject = subject;
    if (subject != Subject::kWeir && Find(wanted) == nullptr) return;
    targets.AtMost(who + what + ", " + Count(wanted.series) + ": ns a series", target,
                   NetPerSeries(wanted));
  };
  at_most("gzip", 100, {.gzip = true, .series = 1'000});
  for (const size_t series : {size_t{10'000}, size_t{100'000}, size_t{1'000'000}}) {
    at_most("gzip", 90, {.gzip = true, .series = series});
    at_most("identity", 60, {.series = series});
    at_most("gzip, nothing new", 10, {.gzip = true, .change = Change::kNone, .series = series});
    at_most("protobuf", 80, {.format = PageFormat::kProtobuf, .series = series});
    const auto still = NetPerSeries({.subject = subject, .gzip = true, .series = series});
    const auto churn = NetPerSeries(
        {.subject = subject, .gzip = true, .change = Change::kChurn, .series = series});
    targets.AtMost(who + "1 % churn, gzip, " + Count(series) + ": times the cost without", 1.5,
                   still && churn ? std::optional(*churn / *still) : std::nullopt);
  }
}

void ScrapeResults::JudgePeers(Targets& targets, Subject subject) const {
  struct Wanted {
    bool gzip;
    Subject peer;
    double times;
  };
  for (const auto& [gzip, peer, times] :
       {Wanted{true, Subject::kPrometheusCpp, 30}, Wanted{true, Subject::kPromhttp, 40},
        Wanted{false, Subject::kPrometheusCpp, 24}, Wanted{false, Subject::kPromhttp, 50}}) {
    for (const size_t series : {size_t{10'000}, size_t{100'000}, size_t{1'000'000}}) {
      const ScrapeRow* const row = Find({.subject = subject, .gzip = gzip, .series = series});
      targets.AtLeast(std::string(Name(subject)) + ", " + std::string(EncodingOf(gzip)) + ", " +
                          Count(series) + ": times cheaper than " + std::string(Name(peer)),
                      times, row ? Ratio(*row, peer) : std::nullopt);
    }
  }
}

void ScrapeResults::Judge(Targets& targets) const {
  for (const Subject subject : {Subject::kWeir, Subject::kWeirInProcess}) {
    JudgeCost(targets, subject);
    JudgePeers(targets, subject);
    for (const size_t series : {size_t{100'000}, size_t{1'000'000}}) {
      const ScrapeRow* const row = Find({.subject = subject, .gzip = true, .series = series});
      targets.AtMost(std::string(Name(subject)) + ", gzip, " + Count(series) + ": growth", 1.05,
                     row ? Growth(*row) : std::nullopt);
    }
  }
  for (const ScrapeRow& row : memory_) {
    if (row.of.series < 1'000'000) continue;
    targets.AtMost(std::string(Name(row.of.subject)) + ", " + Count(row.of.series) +
                       ": peak RSS, bytes a series",
                   200, RssPerSeries(row));
  }
}

}  // namespace weir::bench
