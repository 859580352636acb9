// What a native histogram may be.
#include "series/native_histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace weir::series {
namespace {

constexpr uint64_t kMostObservations = uint64_t{1} << 53;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Two in the zero bucket, one and four and nine above, five below: 21.
NativeHistogram Good() { return {3, 0.001, 2, {{{-2, 2}, {3, 1}}, {1, 4, 9}}, {{{7, 1}}, {5}}}; }

NativeHistogram WithBucket(int32_t schema, int32_t index) {
  return {schema, 0, 0, {{{index, 1}}, {1}}, {}};
}

TEST(NativeHistogram, MayHaveBothSignsOrNone) {
  EXPECT_TRUE(IsValid(Good()));
  EXPECT_EQ(BucketCount(Good()), 4u);
  EXPECT_TRUE(IsValid({}));
  EXPECT_TRUE(IsValid({0, 0, 3, {}, {}}));
}

TEST(NativeHistogram, HasASchemaFromMinus4To8) {
  for (const int32_t schema : {-4, 0, 8}) EXPECT_TRUE(IsValid(WithBucket(schema, 0))) << schema;
  for (const int32_t schema : {-53, -5, 9, INT32_MIN, INT32_MAX})
    EXPECT_FALSE(IsValid(WithBucket(schema, 0))) << schema;
}

TEST(NativeHistogram, HasAZeroThresholdThatIsFiniteAndNotNegative) {
  for (const double threshold : {0.0, 1e-300, 1e300}) {
    NativeHistogram native = Good();
    native.zero_threshold = threshold;
    EXPECT_TRUE(IsValid(native)) << threshold;
  }
  for (const double threshold : {-1e-300, -1.0, HUGE_VAL, -HUGE_VAL, kNaN}) {
    NativeHistogram native = Good();
    native.zero_threshold = threshold;
    EXPECT_FALSE(IsValid(native)) << threshold;
  }
}

TEST(NativeHistogram, HasSpansThatRise) {
  EXPECT_TRUE(IsValid({0, 0, 0, {{{5, 1}, {0, 1}}, {1, 1}}, {}}));  // touching is allowed
  EXPECT_FALSE(IsValid({0, 0, 0, {{{5, 2}, {-1, 1}}, {1, 1, 1}}, {}}));
  EXPECT_FALSE(IsValid({0, 0, 0, {}, {{{5, 2}, {-2, 1}}, {1, 1, 1}}}));
  EXPECT_FALSE(IsValid({0, 0, 0, {{{0, 0}}, {}}, {}}));  // of no bucket
}

TEST(NativeHistogram, HasAsManyCountsAsItsSpansSay) {
  EXPECT_FALSE(IsValid({0, 0, 0, {{{0, 2}}, {1}}, {}}));
  EXPECT_FALSE(IsValid({0, 0, 0, {{{0, 1}}, {1, 1}}, {}}));
  EXPECT_FALSE(IsValid({0, 0, 0, {{}, {1}}, {}}));
  EXPECT_FALSE(IsValid({0, 0, 0, {{{0, UINT32_MAX}, {0, 2}}, {1}}, {}}));
}

// 2^-1074 is the smallest double; the bucket after that of the largest is infinity's.
TEST(NativeHistogram, HasBucketsOnlyWhereThereAreDoubles) {
  const struct {
    int32_t schema, lowest, highest;
  } kCases[] = {{0, -1074, 1025}, {8, -274944, 262145}, {-4, -67, 65}, {-1, -537, 513}};
  for (const auto& each : kCases) {
    EXPECT_TRUE(IsValid(WithBucket(each.schema, each.lowest))) << each.schema;
    EXPECT_TRUE(IsValid(WithBucket(each.schema, each.highest))) << each.schema;
    EXPECT_FALSE(IsValid(WithBucket(each.schema, each.lowest - 1))) << each.schema;
    EXPECT_FALSE(IsValid(WithBucket(each.schema, each.highest + 1))) << each.schema;
  }
  EXPECT_FALSE(IsValid({0, 0, 0, {{{1025, 2}}, {1, 1}}, {}}));
  EXPECT_FALSE(IsValid({0, 0, 0, {{{0, 1}, {INT32_MAX, 1}, {INT32_MAX, 1}}, {1, 1, 1}}, {}}));
}

TEST(NativeHistogram, HasAtMost10000Buckets) {
  const auto with = [](uint32_t positive, uint32_t negative) {
    return NativeHistogram{8,
                           0,
                           0,
                           {{{0, positive}}, std::vector<uint64_t>(positive)},
                           {{{0, negative}}, std::vector<uint64_t>(negative)}};
  };
  EXPECT_TRUE(IsValid(with(9000, 1000)));
  EXPECT_FALSE(IsValid(with(9000, 1001)));
}

TEST(NativeHistogram, HasNoMoreObservationsThanADoubleCounts) {
  EXPECT_TRUE(IsValid({0, 0, kMostObservations - 1, {{{0, 1}}, {1}}, {}}));
  EXPECT_FALSE(IsValid({0, 0, kMostObservations, {{{0, 1}}, {1}}, {}}));
  EXPECT_FALSE(IsValid({0, 0, UINT64_MAX, {{{0, 1}}, {1}}, {}}));
  EXPECT_FALSE(IsValid({0, 0, 0, {{{0, 2}}, {UINT64_MAX, 1}}, {}}));
}

TEST(NativeHistogram, AgreesWithACountThatIsItsOwn) {
  EXPECT_TRUE(Agrees(Good(), 21, 1.5));
  EXPECT_FALSE(Agrees(Good(), 20, 1.5));
  EXPECT_FALSE(Agrees(Good(), 22, 1.5));
  EXPECT_FALSE(Agrees(Good(), 21.5, 1.5));
  EXPECT_FALSE(Agrees(Good(), kNaN, 1.5));
  EXPECT_FALSE(Agrees(Good(), HUGE_VAL, 1.5));
}

TEST(NativeHistogram, MayLackObservationsThatAreNaN) {
  EXPECT_TRUE(Agrees(Good(), 21, kNaN));
  EXPECT_TRUE(Agrees(Good(), 25, kNaN));
  EXPECT_FALSE(Agrees(Good(), 20, kNaN));
  EXPECT_FALSE(Agrees(Good(), 25.5, kNaN));
  EXPECT_FALSE(Agrees(Good(), HUGE_VAL, kNaN));
}

}  // namespace
}  // namespace weir::series
