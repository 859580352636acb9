// A page as a set, to compare two pages by what they show and not by how: every TYPE line, and
// every sample without its value, its labels sorted and those with an empty value left out.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "error/result.h"

namespace weir::bench {

using PageEntries = std::set<std::string>;

// Text format 0.0.4.
Result<PageEntries> EntriesOf(std::string_view page);

}  // namespace weir::bench
