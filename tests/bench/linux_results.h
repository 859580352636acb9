// What scrapes of this machine cost Weir and node_exporter, and how their pages differ.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "differences.h"
#include "measure.h"
#include "targets.h"

namespace weir::bench {

struct LinuxRow {
  bool weir = false;
  bool gzip = false;
  size_t samples = 0;
  Cost cost;
};

class LinuxResults {
 public:
  explicit LinuxResults(Differences differences) : differences_(std::move(differences)) {}

  // A further round of the same server and encoding makes one row with those before.
  void Add(LinuxRow row);
  Differences& differences() { return differences_; }

  std::string Print() const;
  nlohmann::json Json() const;
  void Judge(Targets& targets) const;

 private:
  // CPU of node_exporter's scrapes, as many times as Weir's.
  double Ratio(bool gzip) const;
  double MedianCpu(bool weir, bool gzip) const;

  Differences differences_;
  std::vector<LinuxRow> rows_;
};

}  // namespace weir::bench
