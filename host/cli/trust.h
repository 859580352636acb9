// Which plugins commands see that need no configuration.
#pragma once

#include "cli/arguments.h"
#include "plugin/plugin.h"

namespace weir::cli {

// As the file says, if there is one: one that is missing at the default place is no error.
plugin::Trust TrustFor(const Arguments& arguments);

}  // namespace weir::cli
