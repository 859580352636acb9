// Which user a worker becomes.
#pragma once

#include <optional>
#include <string>

#include "error/result.h"
#include "worker/sandbox/policy.h"

namespace weir::worker {

// That of `user`, looked up; where it is empty and the host is root, `weir-worker`, or `nobody`
// where there is no such user.  Nothing if the host cannot change its user (CAP_SETUID and
// CAP_SETGID): then a worker stays what the host is.  An unknown user is an error in any case.
Result<std::optional<sandbox::Policy::Account>> AccountOf(const std::string& user);

}  // namespace weir::worker
