// What the process ends with (sysexits.h gave 78 its meaning).
#pragma once

namespace weir::cli {

enum ExitCode { kSuccess = 0, kFailure = 1, kUsage = 2, kBadConfiguration = 78 };

}  // namespace weir::cli
