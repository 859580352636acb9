// Where the paths that a policy permits lead when a worker starts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "worker/sandbox/policy.h"

namespace weir::sandbox {

// The path without symbolic links.  Nothing if links lead it where the configuration has not sent
// it, which the plugin itself may have arranged the last time that it ran: into a forbidden folder,
// unless the path is one below such a folder, or away from its place below a folder that the worker
// may write to.
// path: of policy.read or policy.write.  forbidden: those of the policy, Resolved.
std::optional<std::string> RootOf(const std::string& path, const Policy& policy,
                                  const std::vector<std::string>& forbidden);

}  // namespace weir::sandbox
