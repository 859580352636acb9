// What stands in front of a deflate block with codes of its own (RFC 1951 3.2.7).
#pragma once

#include <cstdint>
#include <span>

#include "expose/deflate/bit_writer.h"

namespace weir::expose {

// The most bytes that it takes.
inline constexpr size_t kMostBlockHead = 512;

// Not the last block of its stream.  The lengths of all literal symbols and of all distances'.
void PutBlockHead(BitWriter& out, std::span<const uint8_t> literals,
                  std::span<const uint8_t> distances);

}  // namespace weir::expose
