// Histograms that choose their own buckets, and how they arrive.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>

#include "plugin_of.h"

namespace {

using weir::NativeHistogram;
using weir::testing::Host;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kSmallest = std::numeric_limits<double>::denorm_min();
constexpr double kLargest = std::numeric_limits<double>::max();

// As the kit's page writes it.
std::string Text(const NativeHistogram& histogram) {
  std::string text;
  histogram.Lend([&](const weir_native_histogram& lent) {
    weir::testing::Native native = weir::testing::ReadNative(lent);
    EXPECT_EQ(weir::testing::NativeMistake(native, static_cast<double>(histogram.count()),
                                           histogram.sum()),
              "");
    text = weir::testing::NativeText(native);
  });
  return text;
}

std::string TextOf(int schema, double value) {
  NativeHistogram histogram(schema, 0);
  histogram.Observe(value);
  return Text(histogram);
}

TEST(NativeHistogram, CountsAPowerOfTwoInTheBucketThatEndsThere) {
  EXPECT_EQ(TextOf(0, 1), "schema 0 zero 0:0 positive 0:1");
  EXPECT_EQ(TextOf(0, 2), "schema 0 zero 0:0 positive 1:1");
  EXPECT_EQ(TextOf(0, std::nextafter(2, 3)), "schema 0 zero 0:0 positive 2:1");
  EXPECT_EQ(TextOf(3, 2), "schema 3 zero 0:0 positive 8:1");
  EXPECT_EQ(TextOf(3, 0.5), "schema 3 zero 0:0 positive -8:1");
  EXPECT_EQ(TextOf(-2, 16), "schema -2 zero 0:0 positive 1:1");
  EXPECT_EQ(TextOf(-2, 17), "schema -2 zero 0:0 positive 2:1");
  EXPECT_EQ(TextOf(-2, 0.0625), "schema -2 zero 0:0 positive -1:1");
}

// Bucket i ends at 2^(i/8).
TEST(NativeHistogram, CountsWhatLiesBetweenTheBounds) {
  for (int i = -20; i <= 20; ++i) {
    double middle = std::exp2((i - 0.5) / 8);
    EXPECT_EQ(TextOf(3, middle), "schema 3 zero 0:0 positive " + std::to_string(i) + ":1");
    EXPECT_EQ(TextOf(3, -middle), "schema 3 zero 0:0 negative " + std::to_string(i) + ":1");
  }
}

TEST(NativeHistogram, TakesEveryDouble) {
  EXPECT_EQ(TextOf(8, kSmallest), "schema 8 zero 0:0 positive -274944:1");
  EXPECT_EQ(TextOf(8, kLargest), "schema 8 zero 0:0 positive 262144:1");
  EXPECT_EQ(TextOf(8, kInfinity), "schema 8 zero 0:0 positive 262145:1");
  EXPECT_EQ(TextOf(-4, kSmallest), "schema -4 zero 0:0 positive -67:1");
  EXPECT_EQ(TextOf(-4, kLargest), "schema -4 zero 0:0 positive 64:1");
  EXPECT_EQ(TextOf(-4, -kInfinity), "schema -4 zero 0:0 negative 65:1");
  EXPECT_EQ(TextOf(0, 0), "schema 0 zero 0:1");
  EXPECT_EQ(TextOf(0, -0.0), "schema 0 zero 0:1");
}

TEST(NativeHistogram, CountsSmallOnesAsZero) {
  NativeHistogram histogram(0, 0.5);
  for (double value : {0.5, -0.5, 0.1, 0.0, 0.75}) histogram.Observe(value);
  EXPECT_EQ(Text(histogram), "schema 0 zero 0.5:4 positive 0:1");
  EXPECT_EQ(histogram.count(), 5U);
  EXPECT_DOUBLE_EQ(histogram.sum(), 0.85);
}

TEST(NativeHistogram, CountsNaNInNoBucket) {
  NativeHistogram histogram(0, 0);
  histogram.Observe(std::nan(""));
  histogram.Observe(1, 3);
  EXPECT_EQ(Text(histogram), "schema 0 zero 0:0 positive 0:3");
  EXPECT_EQ(histogram.count(), 4U);
  EXPECT_TRUE(std::isnan(histogram.sum()));
}

TEST(NativeHistogram, MergesNeighboursWhenThereAreTooMany) {
  NativeHistogram histogram(3, 0, 4);
  for (double value : {1.0, 1.5, 2.0, 3.0}) histogram.Observe(value);
  EXPECT_EQ(Text(histogram), "schema 3 zero 0:0 positive 0:1 5:1 8:1 13:1");
  histogram.Observe(-1);
  EXPECT_EQ(Text(histogram), "schema 1 zero 0:0 negative 0:1 positive 0:1 2:2 4:1");
}

// Whatever is observed, what was merged is what a coarser histogram would have counted.
TEST(NativeHistogram, MergesIntoWhatItWouldHaveCounted) {
  const double kValues[] = {kSmallest, 1e-300, 0.001, 0.9, 1, 1.1, 7, 1e9, kLargest, kInfinity};
  NativeHistogram merged(8, 0, 10);
  for (double value : kValues) {
    merged.Observe(value, 2);
    merged.Observe(-value);
  }
  NativeHistogram coarse(merged.schema(), 0);
  for (double value : kValues) {
    coarse.Observe(value, 2);
    coarse.Observe(-value);
  }
  EXPECT_LT(merged.schema(), 0);
  EXPECT_EQ(Text(merged), Text(coarse));
}

TEST(NativeHistogram, TakesBucketsAtTheSchemaOfItsConstructor) {
  NativeHistogram histogram(1, 0, 2);
  histogram.AddToBucket(2, 5);
  histogram.AddToNegativeBucket(4, 1);
  histogram.AddToBucket(9, 1);  // one too many, until 2 and 9 are one bucket
  EXPECT_EQ(Text(histogram), "schema -3 zero 0:0 negative 1:1 positive 1:6");
  histogram.Clear();
  histogram.AddToBucket(2, 5);
  histogram.AddToBucket(1, 5);
  histogram.AddToBucket(9, 1);
  histogram.AddToBucket(2, 1);
  EXPECT_EQ(Text(histogram), "schema 0 zero 0:0 positive 1:11 5:1");
  histogram.AddToSum(3.5);
  EXPECT_EQ(histogram.count(), 12U);
  EXPECT_EQ(histogram.sum(), 3.5);
}

TEST(NativeHistogram, TakesNoIndexWhereThereAreNoDoubles) {
  NativeHistogram histogram(0, 0);
  histogram.AddToBucket(std::numeric_limits<int32_t>::max(), 1);
  histogram.AddToBucket(std::numeric_limits<int32_t>::min(), 2);
  EXPECT_EQ(Text(histogram), "schema 0 zero 0:0 positive -1074:2 1025:1");
}

TEST(NativeHistogram, IsEmptyAfterClear) {
  NativeHistogram histogram(2, 0.25, 1);
  for (double value : {1.0, 100.0, std::nan("")}) histogram.Observe(value);
  histogram.Clear();
  EXPECT_EQ(Text(histogram), "schema 2 zero 0.25:0");
  EXPECT_EQ(histogram.sum(), 0);
}

// ---- On the page

std::function<void(weir::Registry&)> described;
std::function<void(weir::Sink&)> collected;

class Measuring final : public weir::Collector {
 public:
  void Describe(weir::Registry& registry) override { described(registry); }
  void Collect(weir::Sink& sink) override { collected(sink); }
};

std::string Page() {
  Host host(PluginOf<Measuring>(), "{}");
  host.Describe();
  EXPECT_EQ(host.Collect(), WEIR_OK) << host.error();
  return host.Text();
}

NativeHistogram Three() {
  NativeHistogram histogram(0, 0.001);
  for (double value : {0.0, 1.5, 4.0}) histogram.Observe(value);
  return histogram;
}

TEST(PushNative, WithoutBoundsShowsCountAndSum) {
  weir::Slot slot = 0;
  described = [&](weir::Registry& r) { slot = r.Histogram("h", "", {"a"}, {}).Add({"x"}); };
  collected = [&](weir::Sink& sink) { sink.PushNative(slot, Three()); };
  EXPECT_EQ(Page(),
            "# HELP h \n# TYPE h histogram\nh_bucket{a=\"x\",le=\"+Inf\"} 3\n"
            "h_count{a=\"x\"} 3\nh_sum{a=\"x\"} 5.5\n"
            "# NATIVE h{a=\"x\"} schema 0 zero 0.001:1 positive 1:1 2:1\n");
}

TEST(PushNative, WithBoundsShowsBothForms) {
  weir::Slot slot = 0;
  described = [&](weir::Registry& r) { slot = r.GaugeHistogram("h", "", {}, {1, 2}).Add(); };
  collected = [&](weir::Sink& sink) { sink.PushNative(slot, Three(), {1, 2}); };
  EXPECT_EQ(Page(),
            "# HELP h \n# TYPE h gaugehistogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"2\"} 2\n"
            "h_bucket{le=\"+Inf\"} 3\nh_gcount 3\nh_gsum 5.5\n"
            "# NATIVE h schema 0 zero 0.001:1 positive 1:1 2:1\n");
}

TEST(PushNative, ToASeriesOverALimitDoesNothing) {
  described = [](weir::Registry&) {};
  collected = [](weir::Sink& sink) { sink.PushNative(0, Three()); };
  EXPECT_EQ(Page(), "");
}

TEST(PushNative, ThrowsWhenThereAreNotAsManyAsBounds) {
  weir::Slot slot = 0;
  described = [&](weir::Registry& r) { slot = r.Histogram("h", "", {}, {1}).Add(); };
  collected = [&](weir::Sink& sink) { sink.PushNative(slot, Three()); };
  Host host(PluginOf<Measuring>(), "{}");
  host.Describe();
  EXPECT_EQ(host.Collect(), WEIR_E_INTERNAL);
}

}  // namespace
