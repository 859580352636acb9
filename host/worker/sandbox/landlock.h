// Landlock: what is not granted is refused by the kernel, for this process and its children.
#pragma once

#include <string>
#include <vector>

#include "error/result.h"
#include "worker/sandbox/kernel.h"
#include "worker/sandbox/policy.h"
#include "worker/sandbox/report.h"

namespace weir::sandbox {

// Grants what the policy permits and refuses the rest, as far as this kernel's Landlock goes, which
// it notes in the report.  `forbidden` is the policy's, Resolved by who could see it.
// REQUIRES: no_new_privs or CAP_SYS_ADMIN
Result<void> Landlock(const Policy& policy, const std::vector<std::string>& forbidden,
                      const Kernel& kernel, Report& report);

}  // namespace weir::sandbox
