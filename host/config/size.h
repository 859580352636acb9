// Counts and sizes in bytes.  Errors are the end of a sentence that begins with the text.
#pragma once

#include <cstddef>
#include <string_view>

#include "error/result.h"

namespace weir::config {

// "50000": a whole number within bounds that are included.
Result<size_t> ParseCount(std::string_view text, size_t least, size_t most);

// "4KiB": a whole number of bytes, or one with B, KiB, MiB or GiB (of 1024), within bounds.
Result<size_t> ParseSize(std::string_view text, size_t least, size_t most);

}  // namespace weir::config
