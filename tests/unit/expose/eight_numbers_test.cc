// Numbers eight at a time are what they are one by one, whatever stands beside them.
#include "expose/eight_numbers.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "expose/eight_decimals.h"
#include "expose/number.h"
#include "rounds.h"

namespace weir::expose {
namespace {

using Eight = double[EightNumbers::kSize];

std::string OneByOne(double value) {
  char text[kLongestNumber];
  return {text, WriteNumber(text, value)};
}

void ExpectRight(const Eight& values) {
  EightNumbers numbers;
  numbers.Take(values);
  for (size_t i = 0; i < EightNumbers::kSize; ++i) {
    char text[kLongestNumber + 1];
    text[kLongestNumber] = '\x7F';
    ASSERT_EQ(std::string(text, numbers.Write(text, i)), OneByOne(values[i])) << i;
    ASSERT_EQ(text[kLongestNumber], '\x7F') << values[i];
  }
}

// Of each eight that are asked for, all in one, and each among others.
template <class Make>
void ExpectRightOften(int rounds, Make make) {
  std::mt19937_64 random(1);
  for (int i = 0; i < Rounds(rounds); ++i) {
    Eight values;
    for (double& value : values) value = make(random);
    ExpectRight(values);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(EightNumbers, OfRandomBitPatterns) {
  ExpectRightOften(200'000, [](auto& random) { return std::bit_cast<double>(random()); });
}

// What the quick way is for: fractions from 10^-30 to 2^53.
TEST(EightNumbers, OfFractions) {
  ExpectRightOften(500'000, [](auto& random) {
    const double size = std::pow(10, static_cast<double>(random() % 46) - 30);
    return std::uniform_real_distribution(-size, size)(random);
  });
}

TEST(EightNumbers, OfFewDigits) {
  ExpectRightOften(200'000, [](auto& random) {
    return static_cast<double>(random() % 100'000) /
           std::pow(10, static_cast<double>(random() % 25));
  });
}

TEST(EightNumbers, OfHalvesUpToTheLargest) {
  ExpectRightOften(200'000, [](auto& random) {
    return static_cast<double>(random() >> (12 + random() % 50)) / 2;
  });
}

// Beside powers of two the interval is uneven; the neighbours of powers of ten have the most
// digits.
TEST(EightNumbers, AroundEveryPowerOfTwoAndOfTen) {
  std::vector<double> all;
  for (int exponent = -1074; exponent < 1024; ++exponent) {
    const double power = std::ldexp(1, exponent);
    for (const double value : {power, std::nextafter(power, 0), std::nextafter(power, 1e300)})
      all.push_back(value);
  }
  for (int exponent = -300; exponent <= 300; ++exponent) {
    const double power = std::pow(10, exponent);
    for (const double value : {power, std::nextafter(power, 0), std::nextafter(power, 1e300)})
      all.push_back(-value);
  }
  for (size_t i = 0; i + EightNumbers::kSize <= all.size(); ++i) {
    Eight values;
    std::copy_n(all.begin() + static_cast<ptrdiff_t>(i), EightNumbers::kSize, values);
    ExpectRight(values);
  }
}

TEST(EightNumbers, EachSpecialAmongOthersAndAlone) {
  for (const double special :
       {0.0, -0.0, std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN(),
        std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max(), 1.0, -7.0,
        0x1p53, 0x1p-1022, 123456789.0}) {
    for (size_t at = 0; at < EightNumbers::kSize; ++at) {
      Eight values = {0.1, 2.5, -3.75, 1e-7, 123.456, 0.3333333333333333, 9e15 + 0.5, -1e-20};
      values[at] = special;
      ExpectRight(values);
    }
    ExpectRight({special, special, special, special, special, special, special, special});
  }
}

// Else the tests above compare one way with itself; which is right where the processor cannot.
TEST(EightNumbers, TheQuickWayIsTaken) {
  if (!CanFindEightDecimals()) GTEST_SKIP() << "no AVX-512 IFMA";
  const Eight values = {0.1,    -2.5, 1e-20, 3, 0, std::numeric_limits<double>::quiet_NaN(),
                        0x1p53, 0.25};
  EightDecimals decimals;
  EXPECT_EQ(FindEightDecimals(values, decimals), 0b00000111);
}

}  // namespace
}  // namespace weir::expose
