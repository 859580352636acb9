#include "config/size.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>

namespace weir::config {
namespace {

struct Unit {
  std::string_view name;
  size_t bytes;
};

constexpr std::array<Unit, 5> kUnits = {{{"", 1},
                                         {"B", 1},
                                         {"KiB", size_t{1} << 10},
                                         {"MiB", size_t{1} << 20},
                                         {"GiB", size_t{1} << 30}}};

// SI units in their usual spellings: they are refused, not guessed.
constexpr std::array<std::string_view, 9> kDecimalUnits = {"k",  "K", "kB", "KB", "M",
                                                           "MB", "G", "GB", "mb"};

Result<size_t> Bounded(size_t value, size_t least, size_t most) {
  if (value < least) return Fail("is too small: at least " + std::to_string(least));
  if (value > most) return Fail("is too large: at most " + std::to_string(most));
  return value;
}

size_t DigitsAtFront(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789"), text.size());
}

// Digits alone; what does not fit is the largest number there is, which no bound allows.
size_t Number(std::string_view digits) {
  size_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? value : std::numeric_limits<size_t>::max();
}

size_t Times(size_t value, size_t bytes) {
  const size_t most = std::numeric_limits<size_t>::max();
  return value > most / bytes ? most : value * bytes;
}

}  // namespace

Result<size_t> ParseCount(std::string_view text, size_t least, size_t most) {
  if (text.empty() || DigitsAtFront(text) != text.size()) {
    return Fail("is not a count: write a whole number");
  }
  return Bounded(Number(text), least, most);
}

Result<size_t> ParseSize(std::string_view text, size_t least, size_t most) {
  const size_t digits = DigitsAtFront(text);
  const std::string_view name = text.substr(digits);
  const auto* unit =
      std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& u) { return u.name == name; });
  if (digits > 0 && unit != kUnits.end()) {
    return Bounded(Times(Number(text.substr(0, digits)), unit->bytes), least, most);
  }
  if (std::find(kDecimalUnits.begin(), kDecimalUnits.end(), name) != kDecimalUnits.end()) {
    return Fail("is not a size: units are KiB, MiB and GiB, of 1024 each");
  }
  return Fail("is not a size: write whole bytes or a unit, as in 4096, 4KiB or 64MiB");
}

}  // namespace weir::config
