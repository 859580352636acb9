// Prefix codes as deflate has them (RFC 1951 3.2.2): a length for each symbol decides all bits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace weir::expose {

// Of one symbol; a length of 0 is none.
struct Code {
  uint16_t bits = 0;  // as they are packed: the code's first bit is the lowest
  uint8_t length = 0;
};

// The room that a code of that length takes; all codes together take kCodeSpace.
inline constexpr uint32_t kCodeSpace = 1 << 15;
constexpr uint32_t SpaceOf(unsigned length) { return length == 0 ? 0 : kCodeSpace >> length; }

// How long codes may be.
struct CodeBounds {
  unsigned least = 1;
  unsigned most = 15;
};

// Gives lengths to all symbols that have a frequency, the shorter the more frequent, so that their
// codes take exactly `space`.  False: that is not possible.  Leaves alone the lengths of symbols
// without a frequency.
bool ShareSpace(std::span<const uint32_t> frequencies, uint32_t space, CodeBounds bounds,
                std::span<uint8_t> lengths);

std::vector<Code> CodesOf(std::span<const uint8_t> lengths);

}  // namespace weir::expose
