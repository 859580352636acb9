// The map `labels:`, which is added to every series of a collector.
#pragma once

#include <map>
#include <string>

#include "config/reading.h"

namespace weir::config {

// Adds to `labels`; the empty value takes a label away.  What is wrong is reported with `context`
// before it.
void ReadLabels(const Node& node, const std::string& context, Reading& reading,
                std::map<std::string, std::string>& labels);

}  // namespace weir::config
