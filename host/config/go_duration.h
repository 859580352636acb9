// Durations as Go's time.ParseDuration takes them, for files that Go programs read too.
#pragma once

#include <string_view>

#include "config/configuration.h"
#include "error/result.h"

namespace weir::config {

// "1s", "1.5h", "1m30s", "-250ms", "10us", "0"; and, as Go's YAML reader does, a whole number of
// nanoseconds.  The error is the end of a sentence that begins with the text.
Result<Duration> ParseGoDuration(std::string_view text);

}  // namespace weir::config
