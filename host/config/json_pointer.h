// Places in a document by JSON Pointer (RFC 6901).
#pragma once

#include <string>
#include <string_view>

namespace weir::config {

// A key as it stands in a pointer: ~ as ~0, / as ~1.
std::string EscapedForPointer(std::string_view key);

}  // namespace weir::config
