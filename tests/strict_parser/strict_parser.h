// Reads a page as strictly as its format's specification is written, with no leniency and no code
// of the encoder: grouping, metadata once and in its place, no duplicate series, no clash of names,
// all escapes, canonical bounds, the end.  Throws NotStrict at the first violation.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace weir::strict {

struct NotStrict : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Labels = std::map<std::string, std::string>;

struct Exemplar {
  Labels labels;
  double value;
  std::optional<double> timestamp;
};

struct Sample {
  std::string name;
  Labels labels;
  double value;
  std::optional<double> timestamp;  // as written: milliseconds, but seconds in OpenMetrics
  std::optional<Exemplar> exemplar;
};

// A native histogram, its counts by index.
struct Native {
  Labels labels;
  int64_t schema;
  double zero_threshold;
  uint64_t zero_count;
  std::map<int64_t, uint64_t> positive, negative;
};

struct Family {
  std::string name;  // as its metadata has it
  std::string type;
  std::optional<std::string> help;
  std::optional<std::string> unit;
  std::vector<Sample> samples;
  std::vector<Native> natives;
};

using Page = std::vector<Family>;

// Which names there are: those of letters and digits, or any, quoted where they are not of these
// (escaping=allow-utf-8).
enum class Names { kLegacy, kUtf8 };

// Text format 0.0.4, with other names 1.0.0.
Page ParseText(std::string_view page, Names names = Names::kLegacy);
// OpenMetrics 1.0.0.
Page ParseOpenMetrics(std::string_view page, Names names = Names::kLegacy);
// io.prometheus.client.MetricFamily, each behind its length; timestamps as in text.
Page ParseProtobuf(std::string_view page);

}  // namespace weir::strict
