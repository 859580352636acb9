// One line of the benchmark of scrapes: who shows how many series to whom, and what changes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "change.h"
#include "measure.h"

namespace weir::bench {

enum class Subject { kWeir, kWeirInProcess, kWeirByObject, kPrometheusCpp, kPromhttp };

// As the table calls it.
std::string_view Name(Subject subject);
constexpr bool IsWeir(Subject subject) {
  return subject != Subject::kPrometheusCpp && subject != Subject::kPromhttp;
}

struct ScrapeCase {
  Subject subject = Subject::kWeir;
  PageFormat format = PageFormat::kText;
  bool gzip = false;
  Change change = Change::kAll;
  size_t series = 0;

  bool operator==(const ScrapeCase&) const = default;
  std::string Text() const;
};

// What is measured of one number of series.  promhttp: that peer is there.
std::vector<ScrapeCase> CasesOf(size_t series, bool promhttp);

}  // namespace weir::bench
