#include "config/go_duration.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace weir::config {
namespace {

// Longer ones before those that begin like them.
constexpr std::array<std::pair<std::string_view, double>, 8> kUnits = {{{"ns", 1},
                                                                        {"us", 1e3},
                                                                        {"\u00b5s", 1e3},
                                                                        {"\u03bcs", 1e3},
                                                                        {"ms", 1e6},
                                                                        {"s", 1e9},
                                                                        {"m", 60e9},
                                                                        {"h", 3600e9}}};
constexpr double kMost = 9.2e18;  // what 64 bits hold

// "1.5h" off the front; nothing if there is no such thing.
std::optional<double> TakePart(std::string_view& text) {
  double number = 0;
  const auto [rest, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || text.front() == '-' || !std::isfinite(number)) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(rest - text.data()));
  for (const auto& [unit, nanoseconds] : kUnits) {
    if (!text.starts_with(unit)) continue;
    text.remove_prefix(unit.size());
    return number * nanoseconds;
  }
  return std::nullopt;
}

std::optional<double> Sum(std::string_view text) {
  double sum = 0;
  while (!text.empty()) {
    const std::optional<double> part = TakePart(text);
    if (!part) return std::nullopt;
    sum += *part;
  }
  return sum;
}

}  // namespace

Result<Duration> ParseGoDuration(std::string_view text) {
  Duration::rep whole = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, whole);
  if (error == std::errc() && rest == end) return Duration(whole);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::optional<double> sum = text.empty() ? std::nullopt : Sum(text);
  if (!sum || *sum > kMost) return Fail("is not a duration such as 1s or 250ms");
  const auto nanoseconds = static_cast<Duration::rep>(*sum);
  return Duration(negative ? -nanoseconds : nanoseconds);
}

}  // namespace weir::config
