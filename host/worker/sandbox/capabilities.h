// The capabilities of the calling process, by the kernel's calls alone (capabilities(7)).
#pragma once

#include <cstdint>
#include <vector>

#include "error/result.h"

namespace weir::sandbox {

// Bit N is capability N.
using CapabilitySet = uint64_t;

CapabilitySet SetOf(const std::vector<int>& numbers);

// Those that this process has, in use or not.
Result<CapabilitySet> PermittedCapabilities();

// Gives up all but `kept` for good, in all five sets; of these it keeps what it has, for the
// programs that it starts too.
Result<void> DropCapabilities(CapabilitySet kept);

}  // namespace weir::sandbox
