// The filter of system calls: installs what the host compiled (filter/filter.h).
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "error/result.h"
#include "worker/sandbox/kernel.h"
#include "worker/sandbox/policy.h"
#include "worker/sandbox/report.h"

namespace weir::sandbox {

// What stands in a compiled filter for process ids that only the worker knows.  Above all ids
// (PID_MAX_LIMIT is 4194304).
inline constexpr uint32_t kWorkerPid = 0x5745'4957;
inline constexpr uint32_t kHostPid = 0x5745'4948;

// REQUIRES: no_new_privs or CAP_SYS_ADMIN
Result<void> FilterSystemCalls(const Policy& policy, pid_t host, const Kernel& kernel,
                               Report& report);

}  // namespace weir::sandbox
