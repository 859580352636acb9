// A text compressed apart from what stands before it (RFC 1951), and the checksum of gzip: by
// ISA-L at level 1, or by zlib where ISA-L is missing.  Any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "expose/buffer.h"

namespace weir::expose {

// Appends blocks that end at a byte; what is appended next refers to nothing before it.
void DeflateApart(std::string_view text, Buffer& out);

uint32_t Crc32(std::string_view text);

// Of two texts behind each other.  shift: of the second one's size.
uint32_t JoinCrc32(uint32_t first, uint32_t second, uint64_t shift);

// What so many bytes do to the checksum before them: most of the work of joining.
uint64_t CrcShiftOf(uint64_t size);

}  // namespace weir::expose
