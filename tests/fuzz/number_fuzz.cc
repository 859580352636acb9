// Any double: the text is the one that std::to_chars would write, or a whole number, and reads back
// as the same bits.
#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "expose/number.h"
#include "input.h"
#include "target.h"

namespace weir::fuzz {
namespace {

using Text = std::array<char, expose::kLongestNumber>;

// A decimal such as people write, or any bits at all.
double NumberOf(Input& input) {
  if (input.OneIn(2)) return input.Double();
  const auto digits = static_cast<int64_t>(input.Word() >> input.Pick(64));
  const double power = std::pow(10, static_cast<int>(input.Pick(40)) - 20);
  return static_cast<double>(digits) * power;
}

std::string Library(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  Text text;
  const bool small = std::fabs(value) < 9007199254740992.0;  // below, each integer is a double
  const bool whole = small && value == std::trunc(value) && (value != 0 || !std::signbit(value));
  const auto end = whole ? std::to_chars(text.begin(), text.end(), static_cast<int64_t>(value))
                         : std::to_chars(text.begin(), text.end(), value);
  return {text.begin(), end.ptr};
}

void CheckNumber(double value) {
  Text text;
  const std::string written(text.begin(), expose::WriteNumber(text.data(), value));
  WEIR_REQUIRE(written == Library(value), written + " in place of " + Library(value));
  if (std::isnan(value) || std::isinf(value)) return;
  double read = 0;
  const char* const end = written.data() + written.size();
  const auto [rest, error] = std::from_chars(written.data(), end, read);
  const bool same = std::bit_cast<uint64_t>(read) == std::bit_cast<uint64_t>(value);
  WEIR_REQUIRE(error == std::errc() && rest == end && same, written);
}

void CheckInteger(int64_t value) {
  Text text;
  const std::string written(text.begin(), expose::WriteInteger(text.data(), value));
  WEIR_REQUIRE(written == std::to_string(value), written);
}

}  // namespace
}  // namespace weir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  weir::fuzz::Input input(weir::fuzz::TextOf(data, size));
  do {
    const double value = weir::fuzz::NumberOf(input);
    weir::fuzz::CheckNumber(value);
    weir::fuzz::CheckNumber(-value);
    // Its neighbours, where the shortest text is hardest to find.
    weir::fuzz::CheckNumber(std::nextafter(value, INFINITY));
    weir::fuzz::CheckInteger(static_cast<int64_t>(input.Word()));
  } while (!input.empty());
  return 0;
}
