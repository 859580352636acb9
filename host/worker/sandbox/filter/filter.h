// A policy's filter of system calls, as the bytes of a seccomp program.
#pragma once

#include <string>

#include "error/result.h"
#include "worker/sandbox/policy.h"

namespace weir::sandbox {

// For Policy::filter, by the policy's other members.  Everything passes that is not refused here
// (EPERM; ENOSYS for what the C library has another way for).  A call in the convention of another
// architecture (i386, x32) ends the process.  Holds kWorkerPid and kHostPid (system_calls.h) for
// what only the worker knows.  Nothing for Level::kOff.
Result<std::string> CompileFilter(const Policy& policy);

}  // namespace weir::sandbox
