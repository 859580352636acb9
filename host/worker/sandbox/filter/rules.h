// What the filter refuses, by purpose.  docs/isolation.md says what breaks without each.
#pragma once

#include "worker/sandbox/filter/program.h"
#include "worker/sandbox/policy.h"

namespace weir::sandbox {

// The machine itself: mounts, namespaces, clocks, modules, io_uring, keys.
void RefuseAdministration(Program& program);

// Other processes' memory and descriptors, and their place in the scheduler; tracing the kernel.
void RefuseInspection(const Policy& policy, Program& program);

// Memory that RLIMIT_DATA does not count, or that outlives the process.
void RefuseUncountedMemory(const Policy& policy, Program& program);

// fork and exec, unless permitted, and what would take a child out of the host's reach.
void RefuseProcesses(const Policy& policy, Program& program);

// Signals to others, for kernels whose Landlock does not scope them.
void RefuseSignals(const Policy& policy, Program& program);

// Names, modes, owners and attributes of files, of which Landlock leaves some alone; unless
// something may be written.
void RefuseMetadata(const Policy& policy, Program& program);

// Address families, and ways to a TCP connection that Landlock's ports do not see.
void RefuseSockets(const Policy& policy, Program& program);

// More, for Level::kStrict.
void RefuseRarities(Program& program);

}  // namespace weir::sandbox
