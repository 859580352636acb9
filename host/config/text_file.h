// Small files that are read whole.
#pragma once

#include <cstddef>
#include <string>

#include "error/result.h"

namespace weir::config {

// At most `limit` bytes; a larger file is an error, as is what is no regular file.  Never
// waits for a writer.  The error is the cause
// alone: "No such file or directory".
Result<std::string> ReadTextFile(const std::string& path, size_t limit);

}  // namespace weir::config
