// The powers of ten that bring a double's last place to one decimal digit before the point.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace weir::expose {

inline constexpr int kLeastPowerOfTen = -292;
inline constexpr int kMostPowerOfTen = 324;

// The first 128 bits of 10^exponent, the top one set: less than two units of the last too small,
// never too large.
struct PowerOfTen {
  uint64_t high;
  uint64_t low;
};

extern const std::array<PowerOfTen, kMostPowerOfTen - kLeastPowerOfTen + 1> kPowersOfTen;

// REQUIRES: kLeastPowerOfTen <= exponent <= kMostPowerOfTen.
inline const PowerOfTen& PowerOfTenAt(int exponent) {
  return kPowersOfTen[static_cast<size_t>(exponent - kLeastPowerOfTen)];
}

inline constexpr int kLog2OfTen = 217706;   // in 2^-16
inline constexpr int kLog10OfTwo = 315653;  // in 2^-20

// Floor of log2(10^exponent), for the same exponents.
constexpr int FloorLog2OfPowerOfTen(int exponent) { return (exponent * kLog2OfTen) >> 16; }

// Floor of log10(2^exponent), for a double's exponents.
constexpr int FloorLog10OfPowerOfTwo(int exponent) { return (exponent * kLog10OfTwo) >> 20; }

}  // namespace weir::expose
