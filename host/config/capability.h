// The capabilities of Linux (capabilities(7)).  Errors are the end of a sentence that begins with
// the text.
#pragma once

#include <string>
#include <string_view>

#include "error/result.h"

namespace weir::config {

// "NET_RAW", also for "CAP_NET_RAW".
Result<std::string> ParseCapability(std::string_view text);

// By the kernel's count.  REQUIRES: a name that ParseCapability gave
int CapabilityNumber(std::string_view name);

}  // namespace weir::config
