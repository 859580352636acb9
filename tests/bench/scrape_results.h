// What whole scrapes cost, as measured in one run: the table, the JSON and the targets made of it.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "scrape_case.h"
#include "targets.h"

namespace weir::bench {

struct ScrapeRow {
  ScrapeCase of;
  Cost cost;
  double own_ns = 0;  // of a scrape: what the new values alone cost where they are made
};

class ScrapeResults {
 public:
  // What a server holds with a single series, taken off in RSS a series.
  void AddBaseline(Subject subject, size_t peak_bytes) { baselines_[subject] = peak_bytes; }
  void Add(ScrapeRow row) { rows_.push_back(std::move(row)); }
  // RSS after 20 scrapes with gzip and 5 of OpenMetrics.
  void AddMemory(ScrapeRow row) { memory_.push_back(std::move(row)); }

  std::string Print() const;
  nlohmann::json Json() const;
  void Judge(Targets& targets) const;

 private:
  const ScrapeRow* Find(const ScrapeCase& wanted) const;
  // CPU of a scrape without the new values.
  static double NetNs(const ScrapeRow& row);
  // The peer's for the same page, as many times as this row's.
  std::optional<double> Ratio(const ScrapeRow& weir, Subject peer) const;
  std::optional<double> Growth(const ScrapeRow& row) const;
  double RssPerSeries(const ScrapeRow& row) const;
  std::vector<std::string> Cells(const ScrapeRow& row) const;
  std::string PrintMemory() const;
  void JudgeCost(Targets& targets, Subject subject) const;
  void JudgePeers(Targets& targets, Subject subject) const;
  std::optional<double> NetPerSeries(const ScrapeCase& wanted) const;

  std::vector<ScrapeRow> rows_;
  std::vector<ScrapeRow> memory_;
  std::map<Subject, size_t> baselines_;
};

}  // namespace weir::bench
