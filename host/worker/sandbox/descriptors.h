// What a worker inherits that it has no use for.
#pragma once

#include <span>

namespace weir::sandbox {

// Closes all descriptors but 0, 1, 2 and `kept`, in any order.
void CloseOthers(std::span<const int> kept);

}  // namespace weir::sandbox
