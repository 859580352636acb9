// Durations as Prometheus writes them.  Errors are the end of a sentence that begins with the text.
#pragma once

#include <string>
#include <string_view>

#include "config/configuration.h"
#include "error/result.h"

namespace weir::config {

// "5s", "250ms", "1m30s", "0": whole numbers with w, d, h, m, s or ms, larger units first, each
// once at most.
Result<Duration> ParseDuration(std::string_view text);

// The same, within bounds that are included.
Result<Duration> ParseDuration(std::string_view text, Duration least, Duration most);

// "1m30s"; what is below a millisecond is left out.
std::string FormatDuration(Duration duration);

}  // namespace weir::config
