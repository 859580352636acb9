// Native histograms on their way through a recorder.
#include <gtest/gtest.h>

#include <limits>

#include "families.h"
#include "recorded.h"

namespace weir::series {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Of so many observations, in as many buckets as are asked for.
NativeHistogram Counting(uint64_t observations, uint32_t buckets = 1) {
  NativeHistogram native;
  native.positive = {{{0, buckets}}, std::vector<uint64_t>(buckets)};
  native.positive.counts[0] = observations;
  return native;
}

class RecorderNatives : public ::testing::Test {
 protected:
  explicit RecorderNatives(Recorder::Options options = {}) : recorded_(std::move(options)) {}

  NativeAnswer Attach(Slot first, std::optional<NativeHistogram> native) {
    return recorded_.recorder().AddNative(first, std::move(native));
  }

  Recorded recorded_;
};

TEST_F(RecorderNatives, AreShownWithTheirSeries) {
  const Slot first = recorded_.Add(Histogram("h", {}));
  recorded_.PushAll(first, {7, 3.5});
  EXPECT_EQ(Attach(first, Counting(7)), NativeAnswer::kKept);
  const auto shown = recorded_.Commit();
  ASSERT_EQ(shown.samples->natives.size(), 1u);
  EXPECT_EQ(shown.samples->natives[0].first, first);
  EXPECT_EQ(shown.samples->natives[0].histogram->positive.counts, (std::vector<uint64_t>{7}));
  EXPECT_TRUE(shown.samples->Shows(first));
  EXPECT_EQ(recorded_.dropped(), DropCounts{});
}

TEST_F(RecorderNatives, StandBesideClassicBuckets) {
  const Slot first = recorded_.Add(Bounded(Type::kGaugeHistogram, "h", {1, 5}));
  recorded_.PushAll(first, {1, 2, 7, 3.5});
  Attach(first, Counting(7));
  EXPECT_EQ(recorded_.Commit().samples->natives.size(), 1u);
}

TEST_F(RecorderNatives, BelongToTheFirstSlotOfAHistogram) {
  const Slot first = recorded_.Add(Histogram("h", {}));
  const Slot others[] = {0,
                         first + 1,
                         recorded_.Add(Gauge("g")),
                         recorded_.Add(Summary("s")),
                         recorded_.Add(StateSet("e")),
                         1000,
                         UINT32_MAX};
  for (const Slot other : others)
    EXPECT_EQ(Attach(other, Counting(1)), NativeAnswer::kNoHistogram) << other;
  EXPECT_TRUE(recorded_.Commit().samples->natives.empty());
  EXPECT_EQ(recorded_.dropped(Dropped::kUnknownSlot), std::size(others));
}

TEST_F(RecorderNatives, TakeTheirSeriesWithThemWhenTheyAreBroken) {
  NativeHistogram broken = Counting(7);
  broken.schema = 9;
  for (const auto& native : {std::optional(broken), std::optional<NativeHistogram>()}) {
    const Slot first = recorded_.Add(Histogram("h", {}));
    recorded_.PushAll(first, {7, 3.5});
    EXPECT_EQ(Attach(first, native), NativeAnswer::kBroken);
    const auto shown = recorded_.Commit();
    EXPECT_FALSE(shown.samples->Shows(first));
    EXPECT_TRUE(shown.samples->natives.empty());
    EXPECT_EQ(recorded_.dropped(Dropped::kBadHistogram), 3u);  // two slots and the histogram
    recorded_.Begin();
  }
}

TEST_F(RecorderNatives, TakeTheirSeriesWithThemWhenTheyDoNotAddUp) {
  const Slot first = recorded_.Add(Histogram("h", {}));
  recorded_.PushAll(first, {8, 3.5});
  EXPECT_EQ(Attach(first, Counting(7)), NativeAnswer::kKept);
  const auto shown = recorded_.Commit();
  EXPECT_FALSE(shown.samples->Shows(first));
  EXPECT_TRUE(shown.samples->natives.empty());
  EXPECT_EQ(recorded_.dropped(Dropped::kBadHistogram), 3u);
}

TEST_F(RecorderNatives, MayAddUpToLessWhenTheSumIsNaN) {
  const Slot first = recorded_.Add(Histogram("h", {}));
  recorded_.PushAll(first, {8, kNaN});
  Attach(first, Counting(7));
  EXPECT_EQ(recorded_.Commit().samples->natives.size(), 1u);
}

TEST_F(RecorderNatives, NeedTheSlotsOfTheirSeries) {
  const Slot first = recorded_.Add(Histogram("h", {}));
  Attach(first, Counting(7));
  EXPECT_TRUE(recorded_.Commit().samples->natives.empty());
  EXPECT_EQ(recorded_.dropped(Dropped::kIncomplete), 1u);
  recorded_.Begin();
  recorded_.Push(first, 7);
  Attach(first, Counting(7));
  EXPECT_TRUE(recorded_.Commit().samples->natives.empty());
  EXPECT_EQ(recorded_.dropped(Dropped::kIncomplete), 2u);
}

TEST_F(RecorderNatives, TheLatestOfASeriesCountsAndTheyAreSorted) {
  const Slot a = recorded_.Add(Histogram("a", {})), b = recorded_.Add(Histogram("b", {}));
  recorded_.PushAll(a, {1, 1});
  recorded_.PushAll(b, {2, 1});
  Attach(b, std::nullopt);
  Attach(a, Counting(1));
  Attach(b, Counting(2));
  const auto shown = recorded_.Commit();
  ASSERT_EQ(shown.samples->natives.size(), 2u);
  EXPECT_EQ(shown.samples->natives[0].first, a);
  EXPECT_EQ(shown.samples->natives[1].first, b);
}

TEST_F(RecorderNatives, AreOfOneCollection) {
  const Slot first = recorded_.Add(Histogram("h", {}));
  recorded_.PushAll(first, {7, 3.5});
  Attach(first, Counting(7));
  recorded_.Commit();
  recorded_.Begin();
  Attach(first, Counting(9));
  recorded_.Rollback();
  recorded_.Begin();
  recorded_.PushAll(first, {8, 3.5});
  const auto shown = recorded_.Commit();
  EXPECT_TRUE(shown.samples->natives.empty());
  EXPECT_TRUE(shown.samples->Shows(first));
}

TEST_F(RecorderNatives, OfADroppedSeriesAreNobodysLoss) {
  const Slot first = recorded_.Add(Histogram("h", {}));
  Attach(first, Counting(7));
  recorded_.recorder().DropSeries(first);
  EXPECT_TRUE(recorded_.Commit().samples->natives.empty());
  EXPECT_EQ(recorded_.dropped(), DropCounts{});
}

class LimitedRecorderNatives : public RecorderNatives {
 protected:
  LimitedRecorderNatives() : RecorderNatives({{.series = 10}, {}, Author::kPlugin, false}) {}
};

TEST_F(LimitedRecorderNatives, HaveTogetherAsManyBucketsAsThereMayBeSeries) {
  const Slot a = recorded_.Add(Histogram("a", {})), b = recorded_.Add(Histogram("b", {}));
  EXPECT_EQ(Attach(a, Counting(1, 6)), NativeAnswer::kKept);
  EXPECT_EQ(Attach(b, Counting(1, 5)), NativeAnswer::kBroken);
  EXPECT_EQ(Attach(b, Counting(1, 4)), NativeAnswer::kKept);
  EXPECT_EQ(Attach(a, Counting(1, 7)), NativeAnswer::kBroken);  // its six are given back
  EXPECT_EQ(Attach(b, Counting(1, 10)), NativeAnswer::kKept);
}

}  // namespace
}  // namespace weir::series
