// The program behind main().
#pragma once

namespace weir::cli {

// Returns the exit code; never throws.
int Main(int argc, const char* const* argv) noexcept;

}  // namespace weir::cli
