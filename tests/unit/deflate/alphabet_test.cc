#include "expose/deflate/alphabet.h"

#include <gtest/gtest.h>

namespace weir::expose {
namespace {

// The table of RFC 1951 3.2.5 is made by adding up what each symbol covers.
TEST(LengthSymbol, CoversEveryLengthOnce) {
  size_t length = kLeastMatch;
  for (size_t number = 257; number < 285; ++number) {
    const unsigned bits = number < 265 ? 0 : static_cast<unsigned>((number - 261) / 4);
    for (uint32_t extra = 0; extra < 1u << bits && length < kMostMatch; ++extra, ++length) {
      const Symbol symbol = LengthSymbol(length);
      EXPECT_EQ(symbol.number, number) << length;
      EXPECT_EQ(symbol.extra_bits, bits) << length;
      EXPECT_EQ(symbol.extra, extra) << length;
    }
  }
  EXPECT_EQ(LengthSymbol(kMostMatch).number, 285u);
}

TEST(DistanceSymbol, CoversEveryDistanceOnce) {
  size_t distance = 1;
  for (size_t number = 0; number < kDistanceSymbols; ++number) {
    const unsigned bits = DistanceExtraBits(number);
    for (uint32_t extra = 0; extra < 1u << bits; ++extra, ++distance) {
      const Symbol symbol = DistanceSymbol(distance);
      ASSERT_EQ(symbol.number, number) << distance;
      ASSERT_EQ(symbol.extra_bits, bits) << distance;
      ASSERT_EQ(symbol.extra, extra) << distance;
    }
  }
  EXPECT_EQ(distance, kWindow + 1);
}

}  // namespace
}  // namespace weir::expose
