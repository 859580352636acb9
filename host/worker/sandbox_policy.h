// From a collector's configuration to the policy of its worker.
#pragma once

#include <string>
#include <vector>

#include "config/configuration.h"
#include "error/result.h"
#include "worker/sandbox/policy.h"

namespace weir::worker {

// Absolute paths that no worker may read: the file of the configuration, its folder (unless it is
// one that others share, such as /etc or /tmp), the folders of the files that it includes (or,
// where they are shared, these files), and all files that {file: PATH} names.
std::vector<std::string> SecretsOf(const config::Configuration& configuration);

// `plugin_file` is an absolute path; it and its folder may be read, for the libraries that a plugin
// brings.  A `user:` that does not exist is an error (of sandbox.user_place), also where the host
// cannot change its user and the worker stays the same one.  Compiles the filter of system calls,
// so: once for a collector and not for each start of its worker.
Result<sandbox::Policy> PolicyOf(const config::Collector& collector, const std::string& plugin_file,
                                 const std::vector<std::string>& secrets);

}  // namespace weir::worker
