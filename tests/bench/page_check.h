// Whether a page shows the workload: every series once, under its right name, with a new value.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "change.h"
#include "error/result.h"
#include "workload.h"

namespace weir::bench {

// What is cheap to know of a page: looked at after every scrape.
struct PageLines {
  size_t samples = 0;  // of the workload
  size_t others = 0;   // comments, and what the server says of itself
  bool whole = false;  // ends in a line feed
};
PageLines CountLines(std::string_view page);

class PageCheck {
 public:
  enum class Values {
    kExact,    // each is ValueOf(the change, its series, one generation of all), to the bit
    kChanging  // each is another than on the page before
  };
  PageCheck(const Workload& workload, Values values, Change change = Change::kAll);
  PageCheck(const PageCheck&) = delete;
  PageCheck& operator=(const PageCheck&) = delete;

  // Reads every line of text or OpenMetrics.  Fails with the first thing that is wrong.  A
  // generation has to be newer than that of the page before, if anything changes.
  Result<void> Read(std::string_view page);

 private:
  Result<void> ReadComment(std::string_view line);
  Result<void> ReadSample(std::string_view line);
  Result<void> CheckDefinitions();
  Result<void> CheckExact();
  Result<void> CheckChanged(const std::vector<double>& before) const;

  const Workload workload_;
  const Values mode_;
  const Change change_;
  std::vector<std::string> prefixes_;  // [series]
  std::unordered_map<std::string_view, size_t> by_prefix_;
  std::vector<double> values_;    // [series], NaN: not on the page yet
  std::vector<int> definitions_;  // [family]: HELP and TYPE lines that are right
  uint64_t generation_ = 0;
};

}  // namespace weir::bench
