// The map `web:`.
#pragma once

#include <string>

#include "config/configuration.h"
#include "config/reading.h"
#include "error/result.h"

namespace weir::config {

// The path itself, or the end of a sentence that begins with it.
Result<std::string> ParseTelemetryPath(const std::string& path);

Web ReadWeb(const Node& node, Reading& reading);

}  // namespace weir::config
