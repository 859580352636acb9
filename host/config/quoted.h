// Text of unknown origin made fit for a message: in quotes, on one line, short, without controls.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::config {

// "disks": control characters, quotes and backslashes escaped as in JSON, malformed bytes as \xNN,
// cut after `longest` bytes, which "..." after the quotes says.
std::string Quoted(std::string_view text, size_t longest = 64);

}  // namespace weir::config
