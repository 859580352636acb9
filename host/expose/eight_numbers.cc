#include "expose/eight_numbers.h"

#include <cmath>

#include "expose/decimal_text.h"
#include "expose/eight_decimals.h"
#include "expose/number.h"

namespace weir::expose {

void EightNumbers::Take(const double* values) {
  values_ = values;
  quick_ = CanFindEightDecimals() ? FindEightDecimals(values, decimals_) : 0;
}

char* EightNumbers::Write(char* out, size_t i) const {
  if ((quick_ >> i & 1) == 0) return WriteNumber(out, values_[i]);
  *out = '-';
  out += std::signbit(values_[i]);
  return WriteDecimal(out, decimals_.first[i], SixteenDigits(decimals_.rest[i]),
                      decimals_.exponent[i]);
}

}  // namespace weir::expose
