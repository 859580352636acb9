#include "duration.h"

#include <charconv>
#include <cstdint>
#include <string_view>

namespace weir::linux_plugin {
namespace {

// Milliseconds of a unit; 0 for what is none.
int64_t UnitOf(std::string_view unit) {
  if (unit == "ms") return 1;
  if (unit == "s") return 1000;
  return unit == "m" ? 60000 : 0;
}

}  // namespace

std::optional<std::chrono::milliseconds> ReadDuration(const Config& config,
                                                      const std::string& path) {
  constexpr int64_t kMost = 1000000;
  std::optional<std::string> text = config.Find<std::string>(path);
  if (!text) return std::nullopt;
  int64_t number = 0;
  const char* end = text->data() + text->size();
  auto [stop, error] = std::from_chars(text->data(), end, number);
  int64_t unit = UnitOf(std::string_view(stop, static_cast<size_t>(end - stop)));
  if (error != std::errc() || number < 1 || number > kMost || unit == 0) {
    Config::Complain(path, "must be a duration with its unit, such as 250ms or 2s");
  }
  return std::chrono::milliseconds(number * unit);
}

}  // namespace weir::linux_plugin
