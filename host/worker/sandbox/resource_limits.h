// What a worker may use up: memory, open files, threads, the size of a file.
#pragma once

#include "error/result.h"
#include "worker/sandbox/policy.h"
#include "worker/sandbox/report.h"

namespace weir::sandbox {

// Sets the limits, soft and hard, and notes in the report what of them holds.  No core, no POSIX
// message queue, no file longer than the memory; threads get a stack of 1 MiB unless they ask for
// another, so that they fit into the memory.
Result<void> LimitResources(const Policy::Limits& limits, Report& report);

}  // namespace weir::sandbox
