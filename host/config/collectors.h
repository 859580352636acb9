// The list `collectors:` and the map `defaults:` that its elements start from.
#pragma once

#include <vector>

#include "config/configuration.h"
#include "config/reading.h"

namespace weir::config {

// Both may be NULL.  What is wrong is reported; the elements that are maps are there nevertheless.
std::vector<Collector> ReadCollectors(const Node* defaults, const Node* list, Reading& reading);

}  // namespace weir::config
