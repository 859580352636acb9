// `sandbox:` of a collector or of the defaults.
#pragma once

#include <string>

#include "config/configuration.h"
#include "config/node.h"
#include "config/reading.h"

namespace weir::config {

// Overwrites what the map sets, lists as a whole.  `context` is the collector's.
void ReadSandbox(const Node& node, const std::string& context, Reading& reading, Sandbox& sandbox);

}  // namespace weir::config
