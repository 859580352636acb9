#include "config/duration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

namespace weir::config {
namespace {

struct Unit {
  std::string_view name;
  int64_t ns;
};

constexpr int64_t kSecond = 1'000'000'000;
constexpr std::array<Unit, 6> kUnits = {{{"w", 604'800 * kSecond},
                                         {"d", 86'400 * kSecond},
                                         {"h", 3'600 * kSecond},
                                         {"m", 60 * kSecond},
                                         {"s", kSecond},
                                         {"ms", kSecond / 1000}}};

tl::unexpected<Error> Refuse(const std::string& why) { return Fail("is not a duration: " + why); }

std::string_view TakeWhileDigit(std::string_view& text, bool digit) {
  size_t count = 0;
  while (count < text.size() && (text[count] >= '0' && text[count] <= '9') == digit) ++count;
  const std::string_view taken = text.substr(0, count);
  text.remove_prefix(count);
  return taken;
}

const Unit* FindUnit(std::string_view name) {
  const auto* found = std::find_if(kUnits.begin(), kUnits.end(),
                                   [&](const Unit& unit) { return unit.name == name; });
  return found == kUnits.end() ? nullptr : found;
}

std::optional<int64_t> Times(std::string_view digits, int64_t ns) {
  int64_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc() || count > std::numeric_limits<int64_t>::max() / ns) return std::nullopt;
  return count * ns;
}

// One number with its unit, off the front of the text.  `smaller` is where smaller units begin.
Result<int64_t> TakePart(std::string_view& text, const Unit*& smaller) {
  const std::string_view digits = TakeWhileDigit(text, true);
  if (digits.empty()) return Refuse("write a number and a unit, as in 5s, 250ms or 1m30s");
  const std::string_view name = TakeWhileDigit(text, false);
  if (name.empty()) return Refuse("its unit is missing, as in 5s or 250ms");
  const Unit* unit = FindUnit(name);
  if (unit == nullptr) {
    return Refuse(
        "a number is followed by its unit w, d, h, m, s or ms, without a space or a sign");
  }
  if (unit < smaller) return Refuse("larger units come first and each once, as in 1m30s");
  smaller = unit + 1;
  const std::optional<int64_t> ns = Times(digits, unit->ns);
  if (!ns) return Fail("is too long a duration");
  return *ns;
}

}  // namespace

Result<Duration> ParseDuration(std::string_view text) {
  if (text == "0") return Duration(0);
  if (text.empty()) return Refuse("write a number and a unit, as in 5s");
  int64_t sum = 0;
  const Unit* smaller = kUnits.data();
  while (!text.empty()) {
    const Result<int64_t> part = TakePart(text, smaller);
    if (!part) return Fail(part.error().message);
    if (*part > std::numeric_limits<int64_t>::max() - sum) return Fail("is too long a duration");
    sum += *part;
  }
  return Duration(sum);
}

Result<Duration> ParseDuration(std::string_view text, Duration least, Duration most) {
  Result<Duration> duration = ParseDuration(text);
  if (!duration) return duration;
  if (*duration < least) return Fail("is too short: at least " + FormatDuration(least));
  if (*duration > most) return Fail("is too long: at most " + FormatDuration(most));
  return duration;
}

std::string FormatDuration(Duration duration) {
  std::string out;
  int64_t rest = duration.count();
  for (const Unit& unit : kUnits) {
    if (rest >= unit.ns) out += std::to_string(rest / unit.ns).append(unit.name);
    rest %= unit.ns;
  }
  return out.empty() ? "0s" : out;
}

}  // namespace weir::config
