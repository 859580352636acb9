#include "config/size.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace weir::config {
namespace {

using testing::HasSubstr;

constexpr size_t kMost = std::numeric_limits<size_t>::max() - 1;

std::string Refusal(const Result<size_t>& result) {
  return result ? "accepted as " + std::to_string(*result) : result.error().message;
}

TEST(Size, HasBinaryUnits) {
  EXPECT_EQ(ParseSize("4096", 0, kMost), 4096U);
  EXPECT_EQ(ParseSize("512B", 0, kMost), 512U);
  EXPECT_EQ(ParseSize("4KiB", 0, kMost), 4096U);
  EXPECT_EQ(ParseSize("64MiB", 0, kMost), 67'108'864U);
  EXPECT_EQ(ParseSize("2GiB", 0, kMost), 2'147'483'648U);
}

TEST(Size, RefusesDecimalUnitsWithAHand) {
  for (const char* text : {"64MB", "4k", "4K", "1G", "10kB"}) {
    EXPECT_EQ(Refusal(ParseSize(text, 0, kMost)),
              "is not a size: units are KiB, MiB and GiB, of 1024 each")
        << text;
  }
}

TEST(Size, RefusesWhatIsNoSize) {
  for (const char* text : {"", "KiB", "-1", "1.5MiB", "4 KiB", "4kib", "0x10", "4KiBs"}) {
    EXPECT_THAT(Refusal(ParseSize(text, 0, kMost)), HasSubstr("is not a size: write whole bytes"))
        << text;
  }
}

TEST(Size, RefusesWhatOverflows) {
  EXPECT_THAT(Refusal(ParseSize("99999999999999999999", 0, kMost)), HasSubstr("is too large"));
  EXPECT_THAT(Refusal(ParseSize("17179869184GiB", 0, kMost)), HasSubstr("is too large"));
}

TEST(Size, BoundsAreIncluded) {
  EXPECT_EQ(ParseSize("1", 1, 4096), 1U);
  EXPECT_EQ(ParseSize("4KiB", 1, 4096), 4096U);
  EXPECT_EQ(Refusal(ParseSize("0", 1, 4096)), "is too small: at least 1");
  EXPECT_EQ(Refusal(ParseSize("4097", 1, 4096)), "is too large: at most 4096");
}

TEST(Count, IsAWholeNumberWithinItsBounds) {
  EXPECT_EQ(ParseCount("50000", 1, 50'000), 50'000U);
  EXPECT_EQ(Refusal(ParseCount("50001", 1, 50'000)), "is too large: at most 50000");
  EXPECT_EQ(Refusal(ParseCount("0", 1, 50'000)), "is too small: at least 1");
  for (const char* text : {"", "many", "-1", "1e3", "1.0", "4KiB"}) {
    EXPECT_EQ(Refusal(ParseCount(text, 1, 50'000)), "is not a count: write a whole number") << text;
  }
}

}  // namespace
}  // namespace weir::config
