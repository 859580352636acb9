// Bounds the threads of this process.  No limit of the kernel does: RLIMIT_NPROC counts those of
// all processes of a user, so one worker would be refused what another one uses.
#pragma once

#include <cstddef>

#include "worker/sandbox/report.h"

namespace weir::sandbox {

// From now on pthread_create, and whatever starts its threads with it, answers EAGAIN in a process
// of that many threads.  A thread made with the bare system call is not refused; its stack counts
// as memory.  Needs /proc.
State LimitThreads(size_t threads);

}  // namespace weir::sandbox
