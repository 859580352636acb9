// A socket in the file system: unix:///run/weir/weir.sock?mode=0660&group=prometheus.
#pragma once

#include <string>
#include <string_view>

#include "error/result.h"

namespace weir::config {

constexpr std::string_view kUnixScheme = "unix://";

struct UnixSocket {
  std::string path;      // absolute, short enough for the kernel
  unsigned mode = 0660;  // of its file
  std::string group;     // name or number of its file's group; empty: the process' own
};

// The error is the end of a sentence that begins with the text.  Looks nothing up.
// REQUIRES: text begins with kUnixScheme
Result<UnixSocket> ParseUnixSocket(std::string_view text);

}  // namespace weir::config
