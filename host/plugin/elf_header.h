// The first bytes of an ELF file: what kind of file it is, and for which machine.
#pragma once

#include <elf.h>

#include <cstddef>
#include <span>

#include "error/result.h"

namespace weir::plugin {

// The header of a shared object that this machine could load; as an error, why it is none.
Result<Elf64_Ehdr> ReadElfHeader(std::span<const std::byte> file);

}  // namespace weir::plugin
