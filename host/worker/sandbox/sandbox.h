// Confines the calling process for good, as a policy says.
#pragma once

#include <sys/types.h>

#include <span>

#include "error/result.h"
#include "worker/sandbox/kernel.h"
#include "worker/sandbox/policy.h"
#include "worker/sandbox/report.h"

namespace weir::sandbox {

// To be called once, in the single-threaded worker, before the plugin is opened with dlopen.
// Closes all descriptors but 0, 1, 2 and `kept` (any order).  `parent` is the host: the worker is
// killed when the thread of the host that started it ends, and ends at once if the host is gone by
// now.
// What the kernel lacks stands in the report and is an error only if the policy requires it; what
// every kernel has and did not work is an error.  After an error the process is half confined and
// must end.
Result<Report> Enter(const Policy& policy, pid_t parent, std::span<const int> kept,
                     const Kernel& kernel = RealKernel());

}  // namespace weir::sandbox
