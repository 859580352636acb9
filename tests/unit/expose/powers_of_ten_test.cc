#include "expose/powers_of_ten.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace weir::expose {
namespace {

// An integer of any size in limbs of 32 bits, the lowest first and the highest not zero.
using Integer = std::vector<uint32_t>;

Integer Times(Integer a, uint32_t factor, int times) {
  for (; times > 0; --times) {
    uint64_t carry = 0;
    for (uint32_t& limb : a) {
      carry += uint64_t{limb} * factor;
      limb = static_cast<uint32_t>(carry);
      carry >>= 32;
    }
    if (carry != 0) a.push_back(static_cast<uint32_t>(carry));
  }
  return a;
}

bool Less(const Integer& a, const Integer& b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return std::lexicographical_compare(a.rbegin(), a.rend(), b.rbegin(), b.rend());
}

// Whether the power plus so many of its last units is more than 10^exponent.
bool IsMore(const PowerOfTen& power, uint64_t units, int exponent) {
  const uint64_t low = power.low + units;
  const uint64_t high = power.high + (low < units);
  const Integer integer = {static_cast<uint32_t>(low), static_cast<uint32_t>(low >> 32),
                           static_cast<uint32_t>(high), static_cast<uint32_t>(high >> 32)};
  const int twos = exponent + 127 - FloorLog2OfPowerOfTen(exponent);
  const Integer right = Times(Times({1}, 5, exponent), 2, twos);
  return Less(right, Times(Times(integer, 5, -exponent), 2, -twos));
}

TEST(PowersOfTen, AreLessThanTwoUnitsTooSmall) {
  for (int exponent = kLeastPowerOfTen; exponent <= kMostPowerOfTen; ++exponent) {
    const PowerOfTen& power = PowerOfTenAt(exponent);
    EXPECT_EQ(power.high >> 63, 1U) << exponent;
    EXPECT_FALSE(IsMore(power, 0, exponent)) << exponent;
    EXPECT_TRUE(IsMore(power, 2, exponent)) << exponent;
  }
}

TEST(PowersOfTen, ReachAllExponentsOfADouble) {
  EXPECT_EQ(-FloorLog10OfPowerOfTwo(971), kLeastPowerOfTen);
  EXPECT_EQ(-FloorLog10OfPowerOfTwo(-1074), kMostPowerOfTen);
}

}  // namespace
}  // namespace weir::expose
