// The shortest decimal that reads back as the same double; of several, the nearest one.
#pragma once

#include <cstdint>
#include <optional>

namespace weir::expose {

struct Decimal {
  uint64_t digits;  // 17 of them: zeros behind the last one that counts
  int exponent;     // of the first digit: 0 for 1.5
};

// Nothing where the quick way cannot tell: zero, subnormals, infinities, NaN, powers of two of many
// digits, and what lies within 2^-57 of a limit or of the middle between two.  REQUIRES: no sign.
std::optional<Decimal> ShortestDecimal(double value);

}  // namespace weir::expose
