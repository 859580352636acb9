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

TEST(Recorder, WhatIsPushedAgainIsTheSameSnapshot) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g"));
  recorder.Push(slot, 7);
  const Snapshot first = recorder.Commit();
  recorder.Begin();
  recorder.Push(slot, 7);
  EXPECT_EQ(recorder.Commit().samples, first.samples);
  recorder.Begin();
  recorder.Push(slot, 8);
  recorder.Rollback();
  recorder.Begin();
  recorder.Push(slot, 7);
  EXPECT_EQ(recorder.Commit().samples, first.samples);
}

TEST(Recorder, AnotherBitOrTimeIsAnotherSnapshot) {
  Recorded recorder(WithTimestamps());
  const Slot slot = recorder.Add(Gauge("g"));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::set<std::shared_ptr<const Samples>> all;  // nothing is used again while it is here
  for (const double value : {0.0, -0.0, nan, -nan}) {
    recorder.Push(slot, value);
    EXPECT_TRUE(all.insert(recorder.Commit().samples).second) << value;
    recorder.Begin();
  }
  for (const int64_t time : {1, 2}) {
    recorder.Push(slot, -nan, time);
    EXPECT_TRUE(all.insert(recorder.Commit().samples).second) << time;
    recorder.Begin();
  }
}

// The slot is another series now.
TEST(Recorder, TheSameValueOfAnotherSeriesIsAnotherSnapshot) {
  Recorded recorder;
  const Slot slot = recorder.Add(Gauge("g", {"l"}), {"a"});
  recorder.Push(slot, 7);
  const Snapshot first = recorder.Commit();
  recorder.Begin();
  recorder.recorder().DropSeries(slot);
  recorder.Commit();
  recorder.Begin();
  ASSERT_EQ(recorder.Add(Gauge("g", {"l"}), {"b"}), slot);
  recorder.Push(slot, 7);
  const Snapshot second = recorder.Commit();
  EXPECT_NE(second.samples, first.samples);
  EXPECT_NE(second.table, first.table);
}

// What was taken is not in the snapshot: that it comes again has to be counted.
TEST(Recorder, WhatIsWrongIsDroppedEachTime) {
  Recorded recorder;
  const Slot good = recorder.Add(Gauge("g")), bad = recorder.Add(Counter("c"));
  for (int i = 0; i < 3; ++i) {
    recorder.Push(good, 1);
    recorder.Push(bad, -1);
    EXPECT_EQ(recorder.Commit().samples->lines, 1u);
    EXPECT_EQ(recorder.dropped(Dropped::kBadValue), 1u);
    recorder.Begin();
  }
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

TEST(Recorder, TakesARunOfConsecutiveSlots) {
  Recorded recorded;
  const Slot first = recorded.Add(Gauge("g", {"x"}), {"1"});
  recorded.Add(Gauge("g", {"x"}), {"2"});
  const double values[] = {2, 3};
  ASSERT_TRUE(recorded.recorder().PushRun(first, values));
  const Snapshot snapshot = recorded.Commit();
  EXPECT_EQ(snapshot.samples->lines, 2u);
  EXPECT_EQ(snapshot.samples->values[first + 1], 3);
}

TEST(Recorder, TakesNothingOfARunWithASlotThatThereIsNot) {
  Recorded recorded;
  const Slot first = recorded.Add(Gauge("g", {"x"}), {"1"});
  const double values[] = {2, 3};
  EXPECT_FALSE(recorded.recorder().PushRun(first, values));
  EXPECT_FALSE(recorded.recorder().PushRun(0, std::span(values, 1)));
  EXPECT_FALSE(recorded.recorder().PushRun(UINT32_MAX, std::span(values, 1)));
  EXPECT_EQ(recorded.Commit().samples->lines, 0u);
}

}  // namespace
}  // namespace weir::series
