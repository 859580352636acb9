// What whole scrapes cost, as measured in one run: the table, the JSON and the targets made of it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "measure.h"
#include "targets.h"

namespace weir::bench {

enum class Subject { kWeir, kWeirByObject, kPeer };

// As the table calls it.
std::string_view Name(Subject subject);

struct ScrapeRow {
  Subject subject = Subject::kWeir;
  size_t series = 0;
  bool gzip = false;
  Cost cost;
};

// What making the new values alone costs in each server, which its scrapes contain.
struct OwnWork {
  size_t series = 0;
  double plugin_ns = 0;
  double peer_ns = 0;
};

class ScrapeResults {
 public:
  // one: what the server holds with a single series, taken off in RSS a series.
  void AddBaseline(Subject subject, bool gzip, size_t peak_bytes);
  void Add(ScrapeRow row) { rows_.push_back(std::move(row)); }
  void Add(const OwnWork& work) { own_work_.push_back(work); }

  std::string Print() const;
  nlohmann::json Json() const;
  void Judge(Targets& targets) const;

 private:
  struct Baseline {
    Subject subject;
    bool gzip;
    size_t peak_bytes;
  };
  const ScrapeRow* Find(Subject subject, size_t series, bool gzip) const;
  // CPU of a scrape, as many times as Weir's.
  std::optional<double> Ratio(const ScrapeRow& weir) const;
  std::optional<double> Growth(const ScrapeRow& row) const;
  double RssPerSeries(const ScrapeRow& row) const;
  std::vector<std::string> Cells(const ScrapeRow& row) const;
  std::string PrintOwnWork() const;

  std::vector<ScrapeRow> rows_;
  std::vector<OwnWork> own_work_;
  std::vector<Baseline> baselines_;
};

}  // namespace weir::bench
