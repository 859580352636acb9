// Durations in the configuration.
#pragma once

#include <weir/config.h>

#include <chrono>
#include <optional>
#include <string>

namespace weir::linux_plugin {

// "250ms", "2s" or "1m"; nothing if there is none.  Throws Error with the path if it is anything
// else, or not positive.
std::optional<std::chrono::milliseconds> ReadDuration(const Config& config,
                                                      const std::string& path);

}  // namespace weir::linux_plugin
