// A decimal as text: fixed or scientific, whichever is shorter, fixed if they are equally long.
#pragma once

#include "expose/shortest_decimal.h"
#include "expose/sixteen_digits.h"

namespace weir::expose {

// Whether the fixed form of a decimal without digits behind the point is chosen.
bool IsFixedInteger(const Decimal& decimal);

// Writes any decimal but such an integer.  Returns the end; up to 32 bytes are written.
char* WriteDecimal(char* out, const Decimal& decimal);
// The same of its digits, the first one and those behind it.
char* WriteDecimal(char* out, unsigned first, const SixteenDigits& rest, int exponent);

}  // namespace weir::expose
