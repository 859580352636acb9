// Unpacks a gzip body: one member, its checksum right, nothing behind it.
#pragma once

#include <string>
#include <string_view>

#include "error/result.h"

namespace weir::bench {

// Replaces *out, whose memory is reused.
Result<void> Gunzip(std::string_view packed, std::string& out);

}  // namespace weir::bench
