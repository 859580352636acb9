// Well-formed UTF-8, by the Unicode standard's table 3-7.
#pragma once

#include <string_view>

namespace weir::strict {

bool IsWellFormed(std::string_view text);

}  // namespace weir::strict
