#include "web/patience.h"

#include <algorithm>
#include <charconv>

namespace weir::web {
namespace {

constexpr double kShortest = 0.1, kLongest = 3600;  // seconds
constexpr double kMostOffset = 0.5, kOffsetShare = 0.1;

}  // namespace

Duration Patience(std::string_view scrape_timeout, Duration fallback) {
  double seconds = 0;
  const char* const end = scrape_timeout.data() + scrape_timeout.size();
  const auto [rest, error] =
      std::from_chars(scrape_timeout.data(), end, seconds, std::chars_format::fixed);
  const bool read = error == std::errc() && rest == end;
  if (!read || !(seconds >= kShortest && seconds <= kLongest)) return fallback;
  const double patience = seconds - std::min(kMostOffset, seconds * kOffsetShare);
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(patience));
}

}  // namespace weir::web
