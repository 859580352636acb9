// Did you mean ...?
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::plugin {

// The candidate that differs least from a name that was not found, or "" if none is near: more than
// a third of its letters, at least two, would have to change.
std::string ClosestName(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace weir::plugin
