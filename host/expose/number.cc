#include "expose/number.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

#include "expose/decimal_text.h"
#include "expose/digits.h"
#include "expose/shortest_decimal.h"

namespace weir::expose {
namespace {

// Up to here every integer is a double and prints exactly.
constexpr double kExactIntegers = 9007199254740992.0;         // 2^53
constexpr double kUnsignedIntegers = 18446744073709551616.0;  // 2^64

char* WriteText(char* out, std::string_view text) {
  memcpy(out, text.data(), text.size());
  return out + text.size();
}

bool IsPlainInteger(double value) {
  if (!(std::fabs(value) < kExactIntegers)) return false;
  const auto integer = static_cast<int64_t>(value);
  return static_cast<double>(integer) == value && (integer != 0 || !std::signbit(value));
}

// What the quick way does not know, from NaN to powers of two.
char* WriteRare(char* out, double value) {
  if (std::isnan(value)) return WriteText(out, "NaN");
  if (std::isinf(value)) return WriteText(out, value > 0 ? "+Inf" : "-Inf");
  return std::to_chars(out, out + kLongestNumber, value).ptr;
}

}  // namespace

char* WriteInteger(char* out, int64_t value) {
  const auto bits = static_cast<uint64_t>(value);
  if (value >= 0) return WriteUnsigned(out, bits);
  *out = '-';
  return WriteUnsigned(out + 1, 0 - bits);
}

char* WriteNumber(char* out, double value) {
  if (IsPlainInteger(value)) return WriteInteger(out, static_cast<int64_t>(value));
  const double size = std::fabs(value);
  const std::optional<Decimal> decimal = ShortestDecimal(size);
  if (!decimal) return WriteRare(out, value);
  const bool integer = size >= kExactIntegers && IsFixedInteger(*decimal);
  if (integer && size >= kUnsignedIntegers) return WriteRare(out, value);
  *out = '-';
  out += std::signbit(value);
  return integer ? WriteUnsigned(out, static_cast<uint64_t>(size)) : WriteDecimal(out, *decimal);
}

std::string BoundText(double bound) {
  char text[kLongestNumber];
  if (std::isinf(bound)) return bound > 0 ? "+Inf" : "-Inf";
  const auto end = std::to_chars(text, text + sizeof text, bound, std::chars_format::general).ptr;
  std::string out(text, end);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

}  // namespace weir::expose
