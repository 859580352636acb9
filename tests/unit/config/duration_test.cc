#include "config/duration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace weir::config {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

Duration Parsed(std::string_view text) {
  const Result<Duration> duration = ParseDuration(text);
  EXPECT_TRUE(duration) << text << " " << duration.error().message;
  return duration.value_or(Duration(-1));
}

std::string Refusal(std::string_view text) {
  const Result<Duration> duration = ParseDuration(text);
  return duration ? "accepted as " + FormatDuration(*duration) : duration.error().message;
}

TEST(Duration, HasEveryUnitOfPrometheusButTheYear) {
  EXPECT_EQ(Parsed("250ms"), 250ms);
  EXPECT_EQ(Parsed("5s"), 5s);
  EXPECT_EQ(Parsed("2m"), 2min);
  EXPECT_EQ(Parsed("1h"), 1h);
  EXPECT_EQ(Parsed("1d"), 24h);
  EXPECT_EQ(Parsed("2w"), 14 * 24h);
  EXPECT_THAT(Refusal("1y"), HasSubstr("is not a duration"));
}

TEST(Duration, AddsUpFallingUnits) {
  EXPECT_EQ(Parsed("1m30s"), 90s);
  EXPECT_EQ(Parsed("1w2d3h4m5s6ms"), 9 * 24h + 3h + 4min + 5s + 6ms);
}

TEST(Duration, ZeroNeedsNoUnit) {
  EXPECT_EQ(Parsed("0"), 0s);
  EXPECT_EQ(Parsed("0s"), 0s);
}

TEST(Duration, AsksForAMissingUnit) {
  EXPECT_EQ(Refusal("5"), "is not a duration: its unit is missing, as in 5s or 250ms");
  EXPECT_EQ(Refusal("1m30"), Refusal("5"));
}

TEST(Duration, RefusesSpacesSignsFractionsAndOtherUnits) {
  for (const char* text : {"5 s", "5sec", "5S", "1.5s", "5s ", "5\xC2\xB5s", "1_0s"}) {
    EXPECT_THAT(Refusal(text), HasSubstr("is not a duration: a number is followed by its unit"))
        << text;
  }
  for (const char* text : {"-1s", "+1s", " 5s", "s", "ms", ".5s"}) {
    EXPECT_THAT(Refusal(text), HasSubstr("is not a duration: write a number and a unit")) << text;
  }
  EXPECT_THAT(Refusal(""), HasSubstr("is not a duration"));
}

TEST(Duration, RefusesUnitsThatRiseOrComeTwice) {
  EXPECT_THAT(Refusal("30s1m"), HasSubstr("larger units come first and each once"));
  EXPECT_THAT(Refusal("1s1s"), HasSubstr("larger units come first and each once"));
}

TEST(Duration, RefusesWhatSixtyFourBitsOfNanosecondsCannotHold) {
  EXPECT_EQ(Parsed("9223372036s854ms").count(), 9'223'372'036'854'000'000);
  EXPECT_EQ(Refusal("9223372036s855ms"), "is too long a duration");
  EXPECT_EQ(Refusal("15251w"), "is too long a duration");
  EXPECT_EQ(Refusal("99999999999999999999s"), "is too long a duration");
}

TEST(Duration, BoundsAreIncluded) {
  EXPECT_TRUE(ParseDuration("1s", 1s, 1min));
  EXPECT_TRUE(ParseDuration("1m", 1s, 1min));
  EXPECT_EQ(ParseDuration("999ms", 1s, 1min).error().message, "is too short: at least 1s");
  EXPECT_EQ(ParseDuration("60001ms", 1s, 1min).error().message, "is too long: at most 1m");
}

TEST(Duration, IsFormattedAsItIsParsed) {
  for (const char* text : {"250ms", "1m30s", "1w2d3h4m5s6ms"}) {
    EXPECT_EQ(FormatDuration(Parsed(text)), text);
  }
  EXPECT_EQ(FormatDuration(0s), "0s");
}

}  // namespace
}  // namespace weir::config
