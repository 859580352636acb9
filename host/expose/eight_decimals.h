// ShortestDecimal() of eight doubles at once.
#pragma once

#include "expose/eight_numbers.h"

namespace weir::expose {

// Whether this processor can.
bool CanFindEightDecimals();

// values: eight, of any sign.  Returns a one for each whose decimal was found: not for what
// ShortestDecimal() cannot tell either, integers below 2^53, powers of two, and all from 2^53 on.
// REQUIRES: CanFindEightDecimals().
uint8_t FindEightDecimals(const double* values, EightDecimals& out);

}  // namespace weir::expose
