// posix_spawn of a worker, with nothing of the host but what it is meant to have.
#pragma once

#include <sys/types.h>

#include <string>

#include "error/result.h"
#include "worker/process.h"

namespace weir::worker {

// The pid of a child in a process group of its own, with default signals, /dev/null as standard
// input, an environment of its own, and the descriptors of wire/frame.h.
Result<pid_t> Spawn(const Executable& executable, const std::string& name, int plugin,
                    Process::Ends& ends);

}  // namespace weir::worker
