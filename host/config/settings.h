// The keys that `defaults:` and every collector share.
#pragma once

#include "config/configuration.h"
#include "config/map_reader.h"
#include "config/reading.h"

namespace weir::config {

// What the map itself sets, where it is right.
struct TimesSet {
  bool interval_wrong = false;
  bool min_interval = false;
  bool timeout = false;
};

// Overwrites in `collector` what the map sets; `labels`, `limits` and `sandbox` key by
// key.
TimesSet ReadSettings(MapReader& map, Reading& reading, Collector& collector);

}  // namespace weir::config
