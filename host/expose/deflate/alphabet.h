// The symbols of deflate (RFC 1951 3.2.5): literals, the end of a block, lengths and distances.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace weir::expose {

inline constexpr size_t kEndOfBlock = 256;
inline constexpr size_t kLiteralSymbols = 286;  // with those of lengths
inline constexpr size_t kDistanceSymbols = 30;
inline constexpr unsigned kLongestCode = 15;
inline constexpr size_t kLeastMatch = 3;
inline constexpr size_t kMostMatch = 258;
inline constexpr size_t kWindow = 32768;

// A symbol and what follows its code.
struct Symbol {
  size_t number;
  unsigned extra_bits;
  uint32_t extra;
};

// REQUIRES: kLeastMatch <= length <= kMostMatch.
constexpr Symbol LengthSymbol(size_t length) {
  if (length == kMostMatch) return {285, 0, 0};
  const auto rest = static_cast<uint32_t>(length - kLeastMatch);
  if (rest < 8) return {257 + rest, 0, 0};
  const auto top = static_cast<unsigned>(std::bit_width(rest)) - 1;
  const unsigned bits = top - 2;
  return {257 + 4 * (top - 1) + (rest >> bits & 3), bits, rest & ((1u << bits) - 1)};
}

// REQUIRES: 1 <= distance <= kWindow.
constexpr Symbol DistanceSymbol(size_t distance) {
  const auto rest = static_cast<uint32_t>(distance - 1);
  if (rest < 4) return {rest, 0, 0};
  const auto top = static_cast<unsigned>(std::bit_width(rest)) - 1;
  const unsigned bits = top - 1;
  return {2 * top + (rest >> bits & 1), bits, rest & ((1u << bits) - 1)};
}

// The number of extra bits behind a distance's symbol.
constexpr unsigned DistanceExtraBits(size_t symbol) {
  return symbol < 4 ? 0 : static_cast<unsigned>(symbol / 2 - 1);
}

// The least distance of a symbol.
constexpr size_t LeastDistance(size_t symbol) {
  return symbol < 4 ? symbol + 1 : ((2 + symbol % 2) << DistanceExtraBits(symbol)) + 1;
}

}  // namespace weir::expose
