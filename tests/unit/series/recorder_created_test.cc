// Since when series have been counting, on its way through a recorder.
#include <gtest/gtest.h>

#include "families.h"
#include "recorded.h"

namespace weir::series {
namespace {

constexpr int64_t kTime = 1700000000123;

class RecorderCreated : public ::testing::Test {
 protected:
  explicit RecorderCreated(bool asked_for = true)
      : recorded_({{}, {}, Author::kPlugin, false, asked_for}) {}

  void Push(Slot first, int64_t created_ms) {
    recorded_.recorder().PushCreated(&first, &created_ms, 1);
  }

  Recorded recorded_;
};

TEST_F(RecorderCreated, StandsAtTheFirstSlotOfItsSeries) {
  const Slot counter = recorded_.Add(Counter("c_total")), histogram = recorded_.Add(Histogram("h"));
  Push(histogram, 5);
  Push(histogram, kTime);
  const auto shown = recorded_.Commit();
  ASSERT_GT(shown.samples->created.size(), histogram + 3);
  EXPECT_EQ(shown.samples->created[counter], 0);
  EXPECT_EQ(shown.samples->created[histogram], kTime);
  EXPECT_EQ(recorded_.dropped(), DropCounts{});
}

TEST_F(RecorderCreated, IsForWhatCountsSinceSomeTime) {
  for (const Slot slot : {recorded_.Add(Counter("c")), recorded_.Add(Summary("s"))}) Push(slot, 1);
  EXPECT_EQ(recorded_.dropped(Dropped::kUnknownSlot), 0u);
  const Slot others[] = {0,
                         recorded_.Add(Gauge("g")),
                         recorded_.Add(Histogram("h")) + 1,
                         recorded_.Add(StateSet("e")),
                         recorded_.Add(Bounded(Type::kGaugeHistogram, "q", {1})),
                         1000,
                         UINT32_MAX};
  for (const Slot slot : others) Push(slot, 1);
  EXPECT_EQ(recorded_.dropped(Dropped::kUnknownSlot), std::size(others));
}

TEST_F(RecorderCreated, IsATimeFrom1970To9999) {
  const Slot counter = recorded_.Add(Counter("c_total"));
  for (const int64_t ms : {int64_t{-1}, int64_t{253402300800000}, INT64_MIN, INT64_MAX})
    Push(counter, ms);
  EXPECT_EQ(recorded_.dropped(Dropped::kBadTimestamp), 4u);
  EXPECT_TRUE(recorded_.Commit().samples->created.empty());
}

TEST_F(RecorderCreated, IsTakenBackByZero) {
  const Slot counter = recorded_.Add(Counter("c_total"));
  Push(counter, kTime);
  Push(counter, 0);
  EXPECT_TRUE(recorded_.Commit().samples->created.empty());
}

TEST_F(RecorderCreated, IsOfOneCollection) {
  const Slot counter = recorded_.Add(Counter("c_total"));
  Push(counter, kTime);
  recorded_.Commit();
  recorded_.Begin();
  Push(counter, kTime);
  recorded_.Rollback();
  recorded_.Begin();
  EXPECT_TRUE(recorded_.Commit().samples->created.empty());
}

TEST_F(RecorderCreated, OfADroppedSeriesIsNobodysLoss) {
  const Slot counter = recorded_.Add(Counter("c_total"));
  Push(counter, kTime);
  recorded_.recorder().DropSeries(counter);
  EXPECT_TRUE(recorded_.Commit().samples->created.empty());
  EXPECT_EQ(recorded_.dropped(), DropCounts{});
}

class RecorderCreatedNotAskedFor : public RecorderCreated {
 protected:
  RecorderCreatedNotAskedFor() : RecorderCreated(false) {}
};

TEST_F(RecorderCreatedNotAskedFor, IsNothing) {
  Push(recorded_.Add(Counter("c_total")), kTime);
  Push(1000, -1);
  EXPECT_TRUE(recorded_.Commit().samples->created.empty());
  EXPECT_EQ(recorded_.dropped(), DropCounts{});
}

}  // namespace
}  // namespace weir::series
