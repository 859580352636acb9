// From a collector's configuration to the policy of its worker.
#pragma once

#include <string>
#include <vector>

#include "config/configuration.h"
#include "error/result.h"
#include "worker/sandbox/policy.h"

namespace weir::worker {

// `plugin_file` is an absolute path; it and its folder may be read, for the libraries that a plugin
// brings.  A `user:` that does not exist is an error (of sandbox.user_place), also where the host
// cannot change its user and the worker stays the same one.  Compiles the filter of system calls,
// so: once for a collector and not for each start of its worker.
Result<sandbox::Policy> PolicyOf(const config::Collector& collector, const std::string& plugin_file,
                                 const std::vector<std::string>& secrets);

}  // namespace weir::worker
