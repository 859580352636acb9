#include "series/recorder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "families.h"
#include "recorded.h"

namespace weir::series {
namespace {

Recorder::Options WithTimestamps() {
  Recorder::Options options;
  options.honor_timestamps = true;
  return options;
}

TEST(Recorder, WhatWasPushedIsShown) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Push(slot, 7);
  const Snapshot shown = recorder.Commit();
  EXPECT_TRUE(shown.samples->Shows(slot));
  EXPECT_EQ(shown.samples->values[slot], 7);
  EXPECT_EQ(shown.samples->lines, 1u);
  EXPECT_EQ(shown.table->families.size(), 1u);
}

TEST(Recorder, ASeriesThatIsNotPushedIsAbsent) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Push(slot, 7);
  recorder.Commit();
  recorder.Begin();
  const Snapshot shown = recorder.Commit();
  EXPECT_FALSE(shown.samples->Shows(slot));
  EXPECT_EQ(shown.samples->lines, 0u);
}

TEST(Recorder, TheLaterOfTwoPushesCounts) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Push(slot, 1);
  recorder.Push(slot, 2);
  EXPECT_EQ(recorder.Commit().samples->values[slot], 2);
}

TEST(Recorder, UnknownSlotsAreCountedOneByOne) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g"));
  const Slot slots[] = {0, slot, slot + 1, 0xFFFFFFFF};
  const double values[] = {1, 2, 3, 4};
  recorder.recorder().Push(slots, values, nullptr, 4);
  const Snapshot shown = recorder.Commit();
  EXPECT_EQ(recorder.dropped(Dropped::kUnknownSlot), 3u);
  EXPECT_EQ(shown.samples->lines, 1u);
}

TEST(Recorder, ADroppedSeriesIsUnknownAtOnce) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Commit();
  recorder.Begin();
  recorder.recorder().DropSeries(slot);
  recorder.Push(slot, 1);
  const Snapshot shown = recorder.Commit();
  EXPECT_EQ(recorder.dropped(Dropped::kUnknownSlot), 1u);
  EXPECT_FALSE(shown.samples->Shows(slot));
}

TEST(Recorder, WhatWasPushedAndThenDroppedIsNobodysLoss) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g")), wide = recorder.Add(Histogram("h"));
  recorder.Push(slot, 1);
  recorder.PushAll(wide, {1, 2, 3, 4});
  recorder.recorder().DropSeries(slot);
  recorder.recorder().DropSeries(wide);
  const Snapshot shown = recorder.Commit();
  EXPECT_EQ(shown.samples->lines, 0u);
  EXPECT_EQ(recorder.dropped(), DropCounts{});
}

TEST(Recorder, CountsRefusalsByReasonAndKeepsTheLast) {
  Recorder::Options options;
  options.limits.series = 1;
  Recorded recorder(options);
  auto& r = recorder.recorder();
  EXPECT_FALSE(r.AddFamily(Gauge("")));
  EXPECT_FALSE(r.AddFamily(Gauge("a\xFF")));
  EXPECT_FALSE(r.AddFamily(Gauge("weir_x")));
  const FamilyId id = r.AddFamily(Gauge("g", {"x"})).value();
  EXPECT_FALSE(r.AddFamily(Gauge("g")));
  const std::string_view a = "a", b = "b";
  EXPECT_TRUE(r.AddSeries(id, {&a, 1}));
  EXPECT_FALSE(r.AddSeries(id, {&b, 1}));
  recorder.Commit();
  EXPECT_EQ(r.refused(), (RefusalCounts{1, 1, 1, 1, 1}));
  EXPECT_NE(r.last_refusal().find("limit of 1"), std::string::npos);
  recorder.Begin();
  recorder.Commit();
  EXPECT_EQ(r.refused(), RefusalCounts{});
}

TEST(Recorder, RollbackShowsNothingAndKeepsNothing) {
  Recorded recorder;
  const Slot kept = recorder.Add(Gauge("kept"));
  recorder.Commit();
  recorder.Begin();
  recorder.Add(Gauge("gone"));
  recorder.recorder().DropSeries(kept);
  recorder.Rollback();
  recorder.Begin();
  EXPECT_EQ(recorder.Add(Gauge("kept")), kept);
  const Snapshot shown = recorder.Commit();
  ASSERT_EQ(shown.table->families.size(), 1u);
  EXPECT_EQ(shown.table->families[0]->family->name, "kept");
}

TEST(Recorder, LabelsOfARolledBackFamilyAreForgotten) {
  Recorded recorder;
  recorder.Add(Gauge("a", {"x"}), {"1"});
  recorder.Rollback();
  recorder.Begin();
  recorder.Add(Gauge("b", {"y"}), {"2"});
  const Snapshot shown = recorder.Commit();
  EXPECT_EQ(shown.table->families[0]->blocks[0]->text, "y=\"2\"");
}

TEST(Recorder, DefinitionsOfALateCallAreKeptItsValuesAreNot) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Push(slot, 1);
  recorder.CommitDefinitions();
  recorder.Begin();
  EXPECT_EQ(recorder.Add(Gauge("g")), slot);
  const Snapshot shown = recorder.Commit();
  EXPECT_EQ(shown.table->families.size(), 1u);
  EXPECT_FALSE(shown.samples->Shows(slot));
}

TEST(Recorder, ASnapshotStaysAsItWas) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Push(slot, 1);
  const Snapshot first = recorder.Commit();
  for (int i = 2; i < 10; ++i) {
    recorder.Begin();
    recorder.Push(slot, i);
    recorder.Add(Gauge("g" + std::to_string(i)));
    recorder.Commit();
  }
  EXPECT_EQ(first.samples->values[slot], 1);
  EXPECT_EQ(first.table->families.size(), 1u);
}

// Buffers are used again: nothing of an earlier collection may shine through.
TEST(Recorder, OldValuesNeverComeBack) {
  Recorded recorder(WithTimestamps());
  const Slot a = recorder.Add(Gauge("a")), b = recorder.Add(Counter("b_total")),
             h = recorder.Add(Histogram("h"));
  const std::string_view name = "n", value = "v";
  recorder.Push(a, 1, 1000);
  recorder.Push(b, 2, 2000);
  recorder.PushAll(h, {1, 2, 3, 4});
  recorder.recorder().AddExemplar(b, 1, 1, {&name, 1}, {&value, 1});
  std::set<const Samples*> buffers = {recorder.Commit().samples.get()};
  for (int i = 0; i < 8; ++i) {
    recorder.Begin();
    recorder.Push(a, 3);
    const Snapshot shown = recorder.Commit();
    buffers.insert(shown.samples.get());
    EXPECT_TRUE(shown.samples->timestamps.empty());
    EXPECT_TRUE(shown.samples->exemplars.empty());
    EXPECT_EQ(shown.samples->lines, 1u);
    for (Slot slot = 0; slot < shown.samples->shown.size(); ++slot)
      EXPECT_EQ(shown.samples->Shows(slot), slot == a);
  }
  EXPECT_LT(buffers.size(), 4u);  // they are used again
}

TEST(SamplePool, BuffersOutliveThePool) {
  auto pool = std::make_unique<SamplePool>();
  const auto samples = pool->Take();
  pool.reset();
  samples->values.assign(10, 1);
}

// ---- Timestamps -----------------------------------------------------------------------------

TEST(RecorderTimestamps, AreForgottenUnlessTheConfigurationAsks) {
  Recorded recorder;
  recorder.Push(recorder.Add(Gauge("g")), 1, 1234);
  EXPECT_TRUE(recorder.Commit().samples->timestamps.empty());
}

TEST(RecorderTimestamps, StandWithTheirSlots) {
  Recorded recorder(WithTimestamps());
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
  Recorded recorder(WithTimestamps());
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Push(slot, 1, 1234);
  recorder.Push(slot, 2);
  const Snapshot shown = recorder.Commit();
  EXPECT_EQ(shown.samples->values[slot], 2);
  EXPECT_EQ(shown.samples->timestamps[slot], 0);
}

TEST(RecorderTimestamps, APushIntoAFreeSlotLeavesNoneForItsNextOwner) {
  Recorded recorder(WithTimestamps());
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
    Recorded recorder(WithTimestamps());
    const Slot slot = recorder.Add(Gauge("g")), wide = recorder.Add(Histogram("h", {}));
    recorder.Push(slot, 1, ms);
    recorder.Push(wide, 1, 5);
    recorder.Push(wide + 1, 1, ms);
    const Snapshot shown = recorder.Commit();
    EXPECT_FALSE(shown.samples->Shows(slot));
    EXPECT_FALSE(shown.samples->Shows(wide));
    EXPECT_EQ(recorder.dropped(Dropped::kBadTimestamp), 3u);
  }
  Recorded recorder(WithTimestamps());
  recorder.Push(recorder.Add(Gauge("g")), 1, kLast);
  EXPECT_EQ(recorder.Commit().samples->lines, 1u);
}

// The lines of a histogram that were of several times were no OpenMetrics.
TEST(RecorderTimestamps, OfOneSeriesAreTheLatest) {
  Recorded recorder(WithTimestamps());
  const Slot first = recorder.Add(Histogram("h", {1, 2}));
  recorder.PushAll(first, {1, 2, 3, 4});
  recorder.Push(first + 1, 2, 3000);
  recorder.Push(first + 2, 3, 2000);
  const Snapshot shown = recorder.Commit();
  for (Slot slot = first; slot < first + 4; ++slot)
    EXPECT_EQ(shown.samples->timestamps[slot], 3000);
}

// ---- Exemplars ------------------------------------------------------------------------------

class RecorderExemplars : public ::testing::Test {
 protected:
  bool Takes(Slot slot, const std::vector<std::string_view>& names = {"trace"},
             const std::vector<std::string_view>& values = {"abc"}) {
    recorder_.Begin();
    recorder_.recorder().AddExemplar(slot, 0.5, 1000, names, values);
    const size_t kept = recorder_.Commit().samples->exemplars.size();
    EXPECT_EQ(recorder_.dropped(Dropped::kBadExemplar), 1 - kept);
    return kept == 1;
  }

  Recorded recorder_;
};

TEST_F(RecorderExemplars, AreForCountersNamedTotal) {
  const Slot total = recorder_.Add(Counter("a_total")), other = recorder_.Add(Counter("a"));
  recorder_.Commit();
  EXPECT_TRUE(Takes(total));
  EXPECT_FALSE(Takes(other));
}

TEST_F(RecorderExemplars, AreForBucketsNotForCountAndSum) {
  const Slot first = recorder_.Add(Histogram("h", {1, 2}));
  const Slot gauge = recorder_.Add(Bounded(Type::kGaugeHistogram, "gh", {1}));
  recorder_.Commit();
  for (Slot bucket = first; bucket < first + 3; ++bucket)
    EXPECT_TRUE(Takes(bucket));  // le="+Inf" too
  EXPECT_FALSE(Takes(first + 3));
  EXPECT_TRUE(Takes(gauge));
  EXPECT_FALSE(Takes(gauge + 2));
}

TEST_F(RecorderExemplars, AreForNothingElse) {
  const Slot slots[] = {recorder_.Add(Gauge("g_total")),
                        recorder_.Add(Scalar(Type::kUntyped, "u_total")),
                        recorder_.Add(Scalar(Type::kInfo, "i_info")), recorder_.Add(Summary("s")),
                        recorder_.Add(StateSet("e"))};
  recorder_.Commit();
  for (const Slot slot : slots) EXPECT_FALSE(Takes(slot)) << slot;
  EXPECT_FALSE(Takes(0));
  EXPECT_FALSE(Takes(1000));
}

TEST_F(RecorderExemplars, NeedCoreLabelNamesOnceAndUtf8Values) {
  const Slot slot = recorder_.Add(Counter("a_total"));
  recorder_.Commit();
  EXPECT_TRUE(Takes(slot, {}, {}));
  EXPECT_TRUE(Takes(slot, {"b", "a"}, {"", "x\"\n"}));
  EXPECT_FALSE(Takes(slot, {"a.b"}, {"x"}));
  EXPECT_FALSE(Takes(slot, {""}, {"x"}));
  EXPECT_FALSE(Takes(slot, {"a", "a"}, {"x", "y"}));
  EXPECT_FALSE(Takes(slot, {"a"}, {"\xFF"}));
  EXPECT_FALSE(Takes(slot, {"a", "b"}, {"x"}));
}

// Prometheus' OpenMetrics lexer skips a NUL in a series' label, and gives up the page for one in an
// exemplar's.
TEST_F(RecorderExemplars, MayNotHoldANul) {
  const Slot slot = recorder_.Add(Counter("a_total"));
  recorder_.Commit();
  EXPECT_FALSE(Takes(slot, {"a"}, {std::string_view("x\0y", 3)}));
}

TEST_F(RecorderExemplars, HaveAtMost128CodePoints) {
  const Slot slot = recorder_.Add(Counter("a_total"));
  recorder_.Commit();
  std::string long_value;
  for (int i = 0; i < 123; ++i) long_value += "€";
  EXPECT_TRUE(Takes(slot, {"trace"}, {long_value}));
  EXPECT_FALSE(Takes(slot, {"trace"}, {long_value + "x"}));
}

TEST_F(RecorderExemplars, TheLatestOfASlotCountsAndTheyAreSorted) {
  const Slot a = recorder_.Add(Counter("a_total")), b = recorder_.Add(Counter("b_total"));
  const std::string_view name = "n", values[] = {"1", "2", "3"};
  auto& recorder = recorder_.recorder();
  recorder.AddExemplar(b, 1, 0, {&name, 1}, {&values[0], 1});
  recorder.AddExemplar(a, 2, 0, {&name, 1}, {&values[1], 1});
  recorder.AddExemplar(b, 3, 7, {&name, 1}, {&values[2], 1});
  const auto shown = recorder_.Commit();
  const auto& exemplars = shown.samples->exemplars;
  ASSERT_EQ(exemplars.size(), 2u);
  EXPECT_EQ(exemplars[0].slot, a);
  EXPECT_EQ(exemplars[1].slot, b);
  EXPECT_EQ(exemplars[1].value, 3);
  EXPECT_EQ(exemplars[1].timestamp_ms, 7);
  EXPECT_EQ(exemplars[1].labels, "n=\"3\"");
}

}  // namespace
}  // namespace weir::series
