#include "linux_results.h"

#include <algorithm>

#include "statistics.h"
#include "text_table.h"

namespace weir::bench {
namespace {

constexpr double kMs = 1e6;

std::string_view NameOf(const LinuxRow& row) { return row.weir ? "weir" : "node_exporter"; }
std::string_view EncodingOf(bool gzip) { return gzip ? "gzip" : "identity"; }

void Prepend(std::vector<double>& values, const std::vector<double>& earlier) {
  values.insert(values.begin(), earlier.begin(), earlier.end());
}

}  // namespace

void LinuxResults::Add(LinuxRow row) {
  const auto same = [&row](const LinuxRow& old) {
    return old.weir == row.weir && old.gzip == row.gzip;
  };
  const auto old = std::ranges::find_if(rows_, same);
  if (old == rows_.end()) return rows_.push_back(std::move(row));
  Prepend(row.cost.cpu_ns, old->cost.cpu_ns);
  Prepend(row.cost.wall_ns, old->cost.wall_ns);
  *old = std::move(row);
}

double LinuxResults::MedianCpu(bool weir, bool gzip) const {
  for (const LinuxRow& row : rows_) {
    if (row.weir == weir && row.gzip == gzip) return Median(row.cost.cpu_ns);
  }
  return 0;
}

double LinuxResults::Ratio(bool gzip) const {
  return MedianCpu(false, gzip) / MedianCpu(true, gzip);
}

std::string LinuxResults::Print() const {
  TextTable table({"server", "encoding", "samples", "scrapes", "CPU ms a scrape", "wall ms p50",
                   "wall ms p99", "body kB", "peak RSS MB", "times cheaper"},
                  2);
  for (const LinuxRow& row : rows_) {
    table.Add({std::string(NameOf(row)), std::string(EncodingOf(row.gzip)),
               std::to_string(row.samples), std::to_string(row.cost.cpu_ns.size()),
               Short(Median(row.cost.cpu_ns) / kMs), Short(Median(row.cost.wall_ns) / kMs),
               Short(Quantile(row.cost.wall_ns, 0.99) / kMs),
               Short(static_cast<double>(row.cost.wire_bytes) / 1e3),
               Short(static_cast<double>(row.cost.memory.peak_bytes) / 1e6),
               row.weir ? Short(Ratio(row.gzip)) : ""});
  }
  std::string text = table.Print() + "\nOn both pages: " + std::to_string(differences_.common()) +
                     " samples and types.\n\n" + differences_.Print();
  for (const std::string& entry : differences_.unexplained())
    text += "NOT EXPLAINED " + entry + "\n";
  return text;
}

nlohmann::json LinuxResults::Json() const {
  nlohmann::json rows = nlohmann::json::array();
  for (const LinuxRow& row : rows_) {
    rows.push_back({{"server", NameOf(row)},
                    {"encoding", EncodingOf(row.gzip)},
                    {"samples", row.samples},
                    {"cpu_ns", row.cost.cpu_ns},
                    {"wall_ns", row.cost.wall_ns},
                    {"wire_bytes", row.cost.wire_bytes},
                    {"peak_rss_bytes", row.cost.memory.peak_bytes}});
  }
  return {{"scrapes", std::move(rows)}, {"unexplained", differences_.unexplained()}};
}

void LinuxResults::Judge(Targets& targets) const {
  for (const bool gzip : {false, true}) {
    targets.AtLeast("this machine, " + std::string(EncodingOf(gzip)) + ": times cheaper in CPU", 10,
                    Ratio(gzip));
  }
}

}  // namespace weir::bench
