// The map `web:`.
#pragma once

#include "config/configuration.h"
#include "config/reading.h"

namespace weir::config {

Web ReadWeb(const Node& node, Reading& reading);

}  // namespace weir::config
