// What a plugin finds around it in its worker.
#pragma once

#include <string>

namespace weir::child {

// The folder / and umask 077, signals as in the host, standard output by lines, the collector's
// name for ps, and the first to go when memory is short.  Before the sandbox.
void Settle(const std::string& collector);

}  // namespace weir::child
