// Who the worker is: user, groups, capabilities, and whose child.
#pragma once

#include <sys/types.h>

#include "error/result.h"
#include "worker/sandbox/policy.h"

namespace weir::sandbox {

// Groups, user, capabilities.
Result<void> TakeIdentity(const Policy& policy);

// To be called after the user was changed, which makes the kernel forget it.
Result<void> DieWith(pid_t parent);

}  // namespace weir::sandbox
