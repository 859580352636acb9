#include <gtest/gtest.h>

#include <limits>

#include "families.h"
#include "recorded.h"

namespace weir::series {
namespace {

Recorder::Options HonoringTimestamps() {
  Recorder::Options options;
  options.honor_timestamps = true;
  return options;
}

TEST(RecorderTimestamps, AreForgottenUnlessTheConfigurationAsks) {
  Recorded recorder;
  recorder.Push(recorder.Add(Gauge("g")), 1, 1234);
  EXPECT_TRUE(recorder.Commit().samples->timestamps.empty());
}

TEST(RecorderTimestamps, StandWithTheirSlots) {
  Recorded recorder(HonoringTimestamps());
  const Slot a = recorder.Add(Gauge("a")), b = recorder.Add(Gauge("b"));
  recorder.Push(a, 1, 1234);
  recorder.Push(b, 1);
  const Slot c = recorder.Add(Gauge("c"));
  recorder.Push(c, 1, 0);
  const Snapshot shown = recorder.Commit();
  EXPECT_EQ(shown.samples->timestamps[a], 1234);
  EXPECT_EQ(shown.samples->timestamps[b], 0);
  EXPECT_EQ(shown.samples->timestamps[c], 0);
}

// The value was the later push's and the time the earlier one's.
TEST(RecorderTimestamps, ALaterPushWithoutOneTakesItBack) {
  Recorded recorder(HonoringTimestamps());
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Push(slot, 1, 1234);
  recorder.Push(slot, 2);
  const Snapshot shown = recorder.Commit();
  EXPECT_EQ(shown.samples->values[slot], 2);
  EXPECT_EQ(shown.samples->timestamps[slot], 0);
}

TEST(RecorderTimestamps, ALaterRunTakesThemBack) {
  Recorder::Options options;
  options.honor_timestamps = true;
  Recorded recorded(options);
  const Slot first = recorded.Add(Gauge("g", {"x"}), {"1"});
  recorded.Push(first, 1, 1000);
  const double values[] = {2, 3};
  recorded.Add(Gauge("g", {"x"}), {"2"});
  ASSERT_TRUE(recorded.recorder().PushRun(first, values));
  const Snapshot snapshot = recorded.Commit();
  EXPECT_EQ(snapshot.samples->values[first], 2);
  EXPECT_EQ(snapshot.samples->timestamps[first], 0);
  EXPECT_EQ(snapshot.samples->timestamps[first + 1], 0);
}

TEST(RecorderTimestamps, APushIntoAFreeSlotLeavesNoneForItsNextOwner) {
  Recorded recorder(HonoringTimestamps());
  const Slot slot = recorder.Add(Gauge("g", {"x"}), {"a"});
  recorder.recorder().DropSeries(slot);
  recorder.Commit();
  recorder.Begin();
  recorder.Push(slot, 1, 1234);  // free now
  ASSERT_EQ(recorder.Add(Gauge("g", {"x"}), {"b"}), slot);
  recorder.Push(slot, 2);
  const Snapshot shown = recorder.Commit();
  EXPECT_TRUE(shown.samples->Shows(slot));
  EXPECT_TRUE(shown.samples->timestamps.empty() || shown.samples->timestamps[slot] == 0);
}

// Prometheus gives up a whole page for a minus before a timestamp.
TEST(RecorderTimestamps, ThoseOutsideOf1970To9999CostTheSample) {
  constexpr int64_t kLast = 253'402'300'799'999;
  for (const int64_t ms : {int64_t{-1}, std::numeric_limits<int64_t>::min(), kLast + 1,
                           std::numeric_limits<int64_t>::max()}) {
    Recorded recorder(HonoringTimestamps());
    const Slot slot = recorder.Add(Gauge("g")), wide = recorder.Add(Histogram("h", {}));
    recorder.Push(slot, 1, ms);
    recorder.Push(wide, 1, 5);
    recorder.Push(wide + 1, 1, ms);
    const Snapshot shown = recorder.Commit();
    EXPECT_FALSE(shown.samples->Shows(slot));
    EXPECT_FALSE(shown.samples->Shows(wide));
    EXPECT_EQ(recorder.dropped(Dropped::kBadTimestamp), 3u);
  }
  Recorded recorder(HonoringTimestamps());
  recorder.Push(recorder.Add(Gauge("g")), 1, kLast);
  EXPECT_EQ(recorder.Commit().samples->lines, 1u);
}

// The lines of a histogram that were of several times were no OpenMetrics.
TEST(RecorderTimestamps, OfOneSeriesAreTheLatest) {
  Recorded recorder(HonoringTimestamps());
  const Slot first = recorder.Add(Histogram("h", {1, 2}));
  recorder.PushAll(first, {1, 2, 3, 4});
  recorder.Push(first + 1, 2, 3000);
  recorder.Push(first + 2, 3, 2000);
  const Snapshot shown = recorder.Commit();
  for (Slot slot = first; slot < first + 4; ++slot)
    EXPECT_EQ(shown.samples->timestamps[slot], 3000);
}

}  // namespace
}  // namespace weir::series
