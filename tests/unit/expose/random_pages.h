// Collectors full of random families, series and values, and what a reader must find on their page.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pages.h"
#include "strict_parser.h"

namespace weir::expose {

// What one line says, whatever the format.
struct Said {
  double value;
  int64_t timestamp_ms;  // 0: none
};
using Sayings = std::map<std::pair<std::string, strict::Labels>, Said>;

struct RandomPage {
  Shown shown;
  Sayings expected;
  Sayings expected_utf8;  // with the names as they are
  size_t exemplars = 0;   // in OpenMetrics, if no family is unknown there
};

// tame: only what client_python's parsers take, which know less than the formats allow.
RandomPage MakeRandomPage(uint32_t seed, bool tame);

}  // namespace weir::expose
