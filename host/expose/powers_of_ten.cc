#include "expose/powers_of_ten.h"

namespace weir::expose {
namespace {

// The first 192 bits of a number, the top one set, lowest limb first.  Each step below loses less
// than one unit of the last bit, so 324 steps leave the first 128 right as promised.
using Mantissa = std::array<uint32_t, 6>;

constexpr Mantissa kOne = {0, 0, 0, 0, 0, 0x80000000};

constexpr Mantissa TimesTen(Mantissa mantissa) {
  uint64_t carry = 0;
  for (uint32_t& limb : mantissa) {
    carry += uint64_t{limb} * 5;
    limb = static_cast<uint32_t>(carry);
    carry >>= 32;
  }
  const int shift = carry < 4 ? 2 : 3;
  for (size_t i = mantissa.size(); i-- > 0;) {
    const uint64_t wide = carry << 32 | mantissa[i];
    carry = mantissa[i];
    mantissa[i] = static_cast<uint32_t>(wide >> shift);
  }
  return mantissa;
}

constexpr Mantissa OverTen(Mantissa mantissa) {
  const int shift = mantissa.back() < 0xA0000000 ? 3 : 2;
  uint64_t rest = mantissa.back() >> (32 - shift);
  for (size_t i = mantissa.size(); i-- > 0;) {
    const uint32_t below = i > 0 ? mantissa[i - 1] >> (32 - shift) : 0;
    const uint64_t wide = rest << 32 | static_cast<uint32_t>(mantissa[i] << shift) | below;
    mantissa[i] = static_cast<uint32_t>(wide / 5);
    rest = wide % 5;
  }
  return mantissa;
}

constexpr PowerOfTen Rounded(const Mantissa& mantissa) {
  return {uint64_t{mantissa[5]} << 32 | mantissa[4], uint64_t{mantissa[3]} << 32 | mantissa[2]};
}

constexpr auto Powers() {
  std::array<PowerOfTen, kMostPowerOfTen - kLeastPowerOfTen + 1> powers{};
  Mantissa up = kOne;
  for (int i = 0; i <= kMostPowerOfTen; ++i, up = TimesTen(up))
    powers[static_cast<size_t>(i - kLeastPowerOfTen)] = Rounded(up);
  Mantissa down = kOne;
  for (int i = 0; i >= kLeastPowerOfTen; --i, down = OverTen(down))
    powers[static_cast<size_t>(i - kLeastPowerOfTen)] = Rounded(down);
  return powers;
}

}  // namespace

constexpr std::array<PowerOfTen, kMostPowerOfTen - kLeastPowerOfTen + 1> kPowersOfTen = Powers();

}  // namespace weir::expose
