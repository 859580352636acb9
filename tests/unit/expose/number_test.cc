#include "expose/number.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

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

TEST(WriteNumber, EveryPowerOfTwoAndTenSurvives) {
  for (int exponent = -1074; exponent < 1024; ++exponent) ExpectSurvives(std::ldexp(1, exponent));
  for (int exponent = -320; exponent < 308; ++exponent) ExpectSurvives(std::pow(10, exponent));
}

TEST(WriteNumber, AMillionRandomBitPatternsSurvive) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 1'000'000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!std::isnan(value)) ExpectSurvives(value);
    if (HasFatalFailure()) return;
  }
}

TEST(WriteNumber, SubnormalsSurvive) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 100'000; ++i)
    ExpectSurvives(std::bit_cast<double>(random() & 0x800FFFFFFFFFFFFF));
}

TEST(WriteInteger, WritesTheWholeRange) {
  char text[kLongestNumber];
  EXPECT_EQ(std::string(text, WriteInteger(text, std::numeric_limits<int64_t>::min())),
            "-9223372036854775808");
  EXPECT_EQ(std::string(text, WriteInteger(text, std::numeric_limits<int64_t>::max())),
            "9223372036854775807");
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
  for (int i = 0; i < 200'000; ++i) {
    const auto bound = std::bit_cast<double>(random());
    if (!std::isfinite(bound)) continue;
    ASSERT_EQ(std::strtod(BoundText(bound).c_str(), nullptr), bound);
  }
}

}  // namespace
}  // namespace weir::expose
