// What families are called on pages, where two of them may meet.
#pragma once

#include <string>
#include <vector>

#include "series/family.h"

namespace weir::expose {

// Names of the family's samples as they are written: two families have one in common if they would
// meet on a page in any escaping scheme.
std::vector<std::string> NamesOnPage(const series::Family& family);

// What the family and its samples are called in OpenMetrics 1.0, which reserves suffixes for types.
// REQUIRES: CannotSay says no.
std::vector<std::string> OpenMetricsNames(const series::Family& family);
// Whether OpenMetrics has no way to say this type under this name.
bool CannotSay(const series::Family& family);

}  // namespace weir::expose
