// Doubles as Prometheus reads them back bit for bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace weir::expose {

// The most that WriteNumber writes.
inline constexpr size_t kLongestNumber = 32;

// Writes the shortest text that reads back as the same double; NaN, +Inf and -Inf by these names.
// Returns the end; what is behind it may have been written over.  REQUIRES: kLongestNumber bytes of
// room.
char* WriteNumber(char* out, double value);

// The same of an integer, with as much room.
char* WriteInteger(char* out, int64_t value);

// A bound as a label value, canonical as Prometheus 3 stores it (OpenMetrics 1.0): "1.0", "0.25",
// "1e+06", "+Inf".
std::string BoundText(double bound);

}  // namespace weir::expose
