// Whether a shared object looks for libraries in its own folder: then it cannot be loaded from a
// copy, which is in none.
#pragma once

#include <cstddef>
#include <span>

namespace weir::plugin {

// $ORIGIN in its RUNPATH or RPATH, or DF_ORIGIN.  False for what is no shared object.
bool UsesOrigin(std::span<const std::byte> file);

}  // namespace weir::plugin
