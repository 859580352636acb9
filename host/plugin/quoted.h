// Bytes from elsewhere, shown to people.
#pragma once

#include <string>
#include <string_view>

namespace weir::plugin {

// In double quotes; what is not printable ASCII as \xNN, cut after 64 bytes.
std::string Quoted(std::string_view bytes);

}  // namespace weir::plugin
