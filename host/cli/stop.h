// The end of a fleet whose plugins may hang.
#pragma once

#include <chrono>

#include "collect/fleet.h"

namespace weir::cli {

// Ends all instances.  If one has not ended in time, the process ends here, at once and with
// `code`: a thread that is stuck in a plugin would otherwise run on while the process is taken
// apart.
void StopOrLeave(collect::Fleet& fleet, std::chrono::milliseconds patience, int code);

}  // namespace weir::cli
