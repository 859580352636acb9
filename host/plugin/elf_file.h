// Whether a file is a plugin that may be given to dlopen, found without executing anything of it.
//
// dlopen trusts its file: a truncated one ends the process with SIGBUS.
#pragma once

#include <cstddef>
#include <span>

#include "error/result.h"

namespace weir::plugin {

// A whole shared object of this machine that exports this ABI's entry as a function.  A pure
// function over bytes that nobody vouches for.  The error continues a sentence that began with the
// file's path: "is truncated: it has 8192 bytes of at least 14352".
Result<void> CheckElf(std::span<const std::byte> file);

}  // namespace weir::plugin
