#include "collect/plugin_log.h"

#include <chrono>

#include "log/log.h"
#include "series/names.h"

namespace weir::collect {
namespace {

constexpr size_t kMostMessage = 4096;

log::Level Level(weir_log_level level) {
  switch (level) {
    case WEIR_LOG_DEBUG:
      return log::Level::kDebug;
    case WEIR_LOG_INFO:
      return log::Level::kInfo;
    case WEIR_LOG_WARNING:
      return log::Level::kWarning;
    default:
      return log::Level::kError;
  }
}

}  // namespace

std::optional<log::Level> LogLevelOf(const config::Collector& config) {
  if (!config.log_level) return {};
  return static_cast<log::Level>(*config.log_level);  // both have debug, info, warning and error
}

weir_log_level PluginLog::LeastOf(const config::Collector& config) {
  const std::optional<log::Level> own = LogLevelOf(config);
  weir_log_level least = WEIR_LOG_DEBUG;
  while (least < WEIR_LOG_ERROR && !(own ? Level(least) >= *own : log::Enabled(Level(least)))) {
    ++least;
  }
  return least;
}

log::Level PluginLog::least() const { return Level(least_); }

bool PluginLog::Write(weir_log_level level, std::string_view message, uint64_t held_back) {
  if (!Enabled(level)) return true;
  const auto held_back_here = allowance_.Take(std::chrono::steady_clock::now());
  if (!held_back_here) return false;
  const std::string text = series::ToUtf8(message.substr(0, kMostMessage));
  log::Write(Level(level), text, {{"collector", collector_}}, least());
  held_back += *held_back_here;
  if (held_back == 0) return true;
  log::Write(Level(level), "lines of the plugin before this one were held back",
             {{"collector", collector_}, {"lines", std::to_string(held_back)}}, least());
  return true;
}

}  // namespace weir::collect
