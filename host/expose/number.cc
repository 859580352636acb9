#include "expose/number.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

namespace weir::expose {
namespace {

// Up to here every integer is a double and prints exactly.
constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

char* WriteText(char* out, std::string_view text) {
  memcpy(out, text.data(), text.size());
  return out + text.size();
}

bool IsPlainInteger(double value) {
  if (!(std::fabs(value) < kExactIntegers)) return false;
  const auto integer = static_cast<int64_t>(value);
  return static_cast<double>(integer) == value && (integer != 0 || !std::signbit(value));
}

}  // namespace

char* WriteInteger(char* out, int64_t value) {
  return std::to_chars(out, out + kLongestNumber, value).ptr;
}

char* WriteNumber(char* out, double value) {
  if (IsPlainInteger(value)) return WriteInteger(out, static_cast<int64_t>(value));
  if (std::isnan(value)) return WriteText(out, "NaN");
  if (std::isinf(value)) return WriteText(out, value > 0 ? "+Inf" : "-Inf");
  return std::to_chars(out, out + kLongestNumber, value).ptr;
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
