#include "expose/number.h"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <limits>
#include <random>
#include <string>

#include "rounds.h"

namespace weir::expose {
namespace {

using Limits = std::numeric_limits<double>;

std::string Text(double value) {
  char text[kLongestNumber];
  return {text, WriteNumber(text, value)};
}

// Bit for bit, as another reader (strtod) has it.
void ExpectSurvives(double value) {
  const std::string text = Text(value);
  ASSERT_LE(text.size(), kLongestNumber);
  char* end = nullptr;
  const double back = std::strtod(text.c_str(), &end);
  ASSERT_EQ(*end, '\0') << text;
  ASSERT_EQ(std::bit_cast<uint64_t>(back), std::bit_cast<uint64_t>(value)) << text;
}

TEST(WriteNumber, SpecialsHaveTheirNames) {
  EXPECT_EQ(Text(Limits::quiet_NaN()), "NaN");
  EXPECT_EQ(Text(-Limits::quiet_NaN()), "NaN");
  EXPECT_EQ(Text(Limits::signaling_NaN()), "NaN");
  EXPECT_EQ(Text(Limits::infinity()), "+Inf");
  EXPECT_EQ(Text(-Limits::infinity()), "-Inf");
}

TEST(WriteNumber, IsTheShortestText) {
  EXPECT_EQ(Text(0), "0");
  EXPECT_EQ(Text(-0.0), "-0");
  EXPECT_EQ(Text(1), "1");
  EXPECT_EQ(Text(-17), "-17");
  EXPECT_EQ(Text(0.1), "0.1");
  EXPECT_EQ(Text(1.5), "1.5");
  EXPECT_EQ(Text(1e100), "1e+100");
  EXPECT_EQ(Text(5e-324), "5e-324");
  EXPECT_EQ(Text(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(Text(123456789012), "123456789012");
}

TEST(WriteNumber, IntegersAroundTwoToThe53rdAreExact) {
  for (int64_t i = (int64_t{1} << 53) - 2000; i < (int64_t{1} << 53) + 2000; ++i) {
    ExpectSurvives(static_cast<double>(i));
    ExpectSurvives(static_cast<double>(-i));
  }
  EXPECT_EQ(Text(9007199254740991.0), "9007199254740991");
  EXPECT_EQ(Text(9007199254740992.0), "9007199254740992");
}

TEST(WriteNumber, EdgesOfTheRangeSurvive) {
  for (const double value :
       {Limits::min(), Limits::max(), Limits::denorm_min(), Limits::epsilon(), 0.0,
        std::nextafter(Limits::min(), 0), std::nextafter(1.0, 2), std::nextafter(1.0, 0),
        9223372036854775807.0, 9223372036854775808.0, 18446744073709551615.0}) {
    ExpectSurvives(value);
    ExpectSurvives(-value);
  }
}

// The library's shortest text, which for integers that a double counts one by one stands in full.
std::string LibrarysText(double value) {
  char text[400];
  const bool plain = std::fabs(value) < 0x1p53 && std::trunc(value) == value &&
                     (value != 0 || !std::signbit(value));
  const auto end = plain ? std::to_chars(text, text + sizeof text, static_cast<int64_t>(value)).ptr
                         : std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

void ExpectLibrarysText(std::initializer_list<double> values) {
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    ASSERT_EQ(Text(value), LibrarysText(value)) << std::hexfloat << value;
  }
}

void ExpectLibrarysTextAround(double value) {
  ExpectLibrarysText(
      {value, -value, std::nextafter(value, 0), std::nextafter(value, Limits::max())});
}

TEST(WriteNumber, IsTheLibrarysTextAroundEveryPowerOfTwo) {
  for (int exponent = -1074; exponent < 1024; ++exponent) {
    ASSERT_NO_FATAL_FAILURE(ExpectLibrarysTextAround(std::ldexp(1, exponent)));
  }
}

TEST(WriteNumber, IsTheLibrarysTextAroundFewDigitsWithEveryExponent) {
  for (int exponent = -324; exponent <= 308; ++exponent) {
    for (int digits = 1; digits < 1000; digits = digits < 100 ? digits + 1 : digits + 37) {
      const std::string text = std::to_string(digits) + "e" + std::to_string(exponent);
      ASSERT_NO_FATAL_FAILURE(ExpectLibrarysTextAround(std::strtod(text.c_str(), nullptr)));
    }
  }
}

TEST(WriteNumber, IsTheLibrarysTextOfLargeIntegers) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100'000; ++i) {
    const double value = static_cast<double>(random());
    ASSERT_NO_FATAL_FAILURE(
        ExpectLibrarysText({value, -value, value * 64, value * 1000, value / 1024, value / 2048}));
  }
}

// Fractions of powers of two end in 5, so many of them lie in the middle between two decimals.
TEST(WriteNumber, IsTheLibrarysTextOfBinaryAndDecimalFractions) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 100'000; ++i) {
    const double value = static_cast<double>(random() >> random() % 64);
    ASSERT_NO_FATAL_FAILURE(
        ExpectLibrarysText({std::floor(std::ldexp(value, -24)) / 0x1p17, std::ldexp(value, -20),
                            std::ldexp(value, -70), std::floor(value / 1e9) / 100, value / 1e3,
                            value / 1e9, value / 1e18}));
  }
}

TEST(WriteNumber, IsTheLibrarysTextOfRandomBitPatterns) {
  std::mt19937_64 random(1);
  for (int i = 0; i < Rounds(1'000'000); ++i) {
    const uint64_t bits = random();
    const uint64_t exponent = (bits >> 52 & 0x800) | (1023 - 40 + random() % 80);
    const uint64_t fraction = bits & 0x000FFFFFFFFFFFFF;
    ASSERT_NO_FATAL_FAILURE(ExpectLibrarysText(
        {std::bit_cast<double>(bits), std::bit_cast<double>(exponent << 52 | fraction),
         std::bit_cast<double>(bits & ~uint64_t{0} << random() % 52)}));
  }
}

TEST(WriteNumber, IsTheLibrarysTextOfSubnormals) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100'000; ++i) {
    const uint64_t bits = random() & 0x800FFFFFFFFFFFFF;
    ASSERT_NO_FATAL_FAILURE(
        ExpectLibrarysText({std::bit_cast<double>(bits), std::bit_cast<double>(bits & 0xFFFF)}));
  }
}

TEST(WriteNumber, StaysWithinItsRoom) {
  for (const double value : {-1.2345678901234567e-308, -0.0012345678901234567, -123456789012345.67,
                             -12345678901234567890.0, -9007199254740991.0}) {
    std::string text(kLongestNumber + 1, '#');
    WriteNumber(text.data(), value);
    EXPECT_EQ(text.back(), '#') << value;
  }
}

void ExpectInteger(int64_t value) {
  char text[kLongestNumber];
  ASSERT_EQ(std::string(text, WriteInteger(text, value)), std::to_string(value));
}

TEST(WriteInteger, WritesTheWholeRange) {
  using Integers = std::numeric_limits<int64_t>;
  ASSERT_NO_FATAL_FAILURE(ExpectInteger(Integers::min()));
  ASSERT_NO_FATAL_FAILURE(ExpectInteger(Integers::max()));
  std::mt19937_64 random(4);
  for (int i = 0; i < 300'000; ++i) {
    ASSERT_NO_FATAL_FAILURE(ExpectInteger(static_cast<int64_t>(random()) >> random() % 64));
  }
}

TEST(WriteInteger, WritesEveryLength) {
  for (int64_t value = -20'000; value < 20'000; ++value)
    ASSERT_NO_FATAL_FAILURE(ExpectInteger(value));
  int64_t power = 1;
  for (int digits = 1; digits < 19; ++digits) {
    power *= 10;
    for (const int64_t value : {power - 1, power, power + 1, -power, 1 - power}) {
      ASSERT_NO_FATAL_FAILURE(ExpectInteger(value));
    }
  }
}

// What strconv.FormatFloat(x, 'g', -1, 64) gives, with ".0" where that has neither dot nor
// exponent: as Prometheus 3 and OpenMetrics store le and quantile.
TEST(BoundText, IsCanonical) {
  const struct {
    double bound;
    const char* text;
  } cases[] = {{1, "1.0"},
               {0, "0.0"},
               {-1, "-1.0"},
               {0.25, "0.25"},
               {10, "10.0"},
               {100000, "100000.0"},
               {999999, "999999.0"},
               {1e6, "1e+06"},
               {2.5e6, "2.5e+06"},
               {1234567, "1.234567e+06"},
               {123456.5, "123456.5"},
               {1234567.5, "1.2345675e+06"},
               {1e-4, "0.0001"},
               {1e-5, "1e-05"},
               {1.5e-7, "1.5e-07"},
               {1e21, "1e+21"},
               {1e100, "1e+100"},
               {5e-324, "5e-324"},
               {0.1, "0.1"},
               {0.999, "0.999"},
               {Limits::infinity(), "+Inf"},
               {-Limits::infinity(), "-Inf"}};
  for (const auto& [bound, text] : cases) EXPECT_EQ(BoundText(bound), text);
}

TEST(BoundText, ReadsBackAsTheBound) {
  std::mt19937_64 random(3);
  for (int i = 0; i < Rounds(200'000); ++i) {
    const auto bound = std::bit_cast<double>(random());
    if (!std::isfinite(bound)) continue;
    ASSERT_EQ(std::strtod(BoundText(bound).c_str(), nullptr), bound);
  }
}

}  // namespace
}  // namespace weir::expose
