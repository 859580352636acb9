// Names that come from outside, such as mount points, need not be UTF-8; label values must be.
#pragma once

#include <string>
#include <string_view>

namespace weir::linux_plugin {

// The text with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string ToUtf8(std::string_view text);

}  // namespace weir::linux_plugin
