#include <gtest/gtest.h>

#include "replayed.h"

namespace weir::worker {
namespace {

class ReplayTest : public Replayed {};

TEST_F(ReplayTest, AStartAndACollectionMakeReports) {
  SayHello();
  EXPECT_EQ(hello_->plugin, "p");
  SayFamily(1, Gauge("g", {"l"}));
  SaySeries(1, 1, {"a"});
  const auto started = SayEnd(WEIR_OK);
  ASSERT_TRUE(started);
  EXPECT_TRUE(started->alive);
  EXPECT_FALSE(started->snapshot);
  replay_.BeginCollection();
  SaySeries(2, 1, {"b"});
  SayValues(1, {4, 5});
  const auto collected = SayEnd(WEIR_OK);
  ASSERT_TRUE(collected && collected->snapshot);
  EXPECT_TRUE(collected->alive);
  EXPECT_EQ(collected->snapshot->samples->lines, 2u);
  EXPECT_EQ(collected->snapshot->samples->values[2], 5);
  EXPECT_EQ(error_, "");
}

TEST_F(ReplayTest, TheSameValuesAreTheLastSnapshotAgain) {
  BeginCollecting();
  SayValues(1, {4});
  const auto first = SayEnd(WEIR_OK);
  for (const auto status : {WEIR_OK, WEIR_PARTIAL}) {
    replay_.BeginCollection();
    SaySame();
    const auto again = SayEnd(status);
    ASSERT_TRUE(again && again->snapshot) << error_;
    EXPECT_EQ(again->snapshot->samples, first->snapshot->samples);
    EXPECT_EQ(again->snapshot->table, first->snapshot->table);
  }
}

// A failed collection has changed nothing.
TEST_F(ReplayTest, TheSameValuesAreThoseOfTheLastCollectionThatSucceeded) {
  BeginSecondCollection();
  SayValues(1, {5});
  SayEnd(WEIR_E_UNAVAILABLE);
  replay_.BeginCollection();
  SaySame();
  EXPECT_EQ(SayEnd(WEIR_OK)->snapshot->samples->values[1], 1);
}

TEST_F(ReplayTest, WhatIsWrongWithTheSameValuesIsCountedAgain) {
  BeginCollecting();
  SayFamily(2, series::Counter("c"));
  SaySeries(2, 2);
  SayValues(1, {1, -1});
  SayEnd(WEIR_OK);
  replay_.BeginCollection();
  SaySame();
  const auto report = SayEnd(WEIR_OK);
  EXPECT_EQ(report->dropped[static_cast<size_t>(series::Dropped::kBadValue)], 1u);
  EXPECT_EQ(report->snapshot->samples->lines, 1u);
}

TEST_F(ReplayTest, ALoadThatFailsIsAReportWithoutAHello) {
  const auto report = SayEnd(WEIR_E_INVALID, "needs libfoo");
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->alive);
  EXPECT_EQ(report->outcome.message, "needs libfoo");
}

TEST_F(ReplayTest, OfAFailedCollectionNothingIsLeft) {
  BeginCollecting();
  SayFamily(2, Gauge("h"));
  SaySeries(2, 2);
  SayValues(2, {1});
  const auto failed = SayEnd(WEIR_E_UNAVAILABLE, "down");
  ASSERT_TRUE(failed);
  EXPECT_TRUE(failed->alive);
  EXPECT_FALSE(failed->snapshot);
  replay_.BeginCollection();
  SayFamily(2, Gauge("i"));  // its number is free again
  SaySeries(2, 2);
  SayValues(1, {1, 2});
  EXPECT_EQ(SayEnd(WEIR_PARTIAL)->snapshot->samples->lines, 2u);
  EXPECT_EQ(error_, "");
}

TEST_F(ReplayTest, WhatTheWorkerDroppedAndWhatTheHostDropsAddUp) {
  BeginCollecting();
  SayFamily(2, series::Counter("c"));
  SaySeries(2, 2);
  SayValues(1, {1, -1});
  const auto report = Say([](Encoder& out) {
    wire::End end;
    end.dropped = {10, 20, 0, 0, 0, 0};
    end.refused = {1, 2, 3, 4, 5};
    end.took_ns = 77;
    end.last_refusal = "no";
    wire::AddEnd(out, end);
  });
  ASSERT_TRUE(report);
  EXPECT_EQ(report->dropped[0], 10u);
  EXPECT_EQ(report->dropped[1], 21u);
  EXPECT_EQ(report->refused[4], 5u);
  EXPECT_EQ(report->took, std::chrono::nanoseconds(77));
  EXPECT_EQ(report->last_refusal, "no");
}

TEST_F(ReplayTest, NobodyTakesForever) {
  BeginCollecting();
  const auto report = Say([](Encoder& out) {
    wire::End end;
    end.took_ns = UINT64_MAX;
    wire::AddEnd(out, end);
  });
  EXPECT_GT(report->took, Duration(0));
}

TEST_F(ReplayTest, LogLinesAreHeardAtAnyTime) {
  const auto say = [this](std::string_view text) {
    Say([&](Encoder& out) { wire::AddLog(out, {WEIR_LOG_INFO, 0, text}); });
  };
  say("loading");
  SayHello();
  say("describing");
  SayEnd(WEIR_OK);
  say("idle");
  replay_.BeginCollection();
  say("collecting");
  EXPECT_EQ(lines_, (std::vector<std::string>{"loading", "describing", "idle", "collecting"}));
  EXPECT_EQ(error_, "");
}

TEST_F(ReplayTest, SaysWhatTheWorkerIsAt) {
  EXPECT_EQ(replay_.At(), wire::Call::kLoad);
  BeginCollecting();
  EXPECT_EQ(replay_.At(), wire::Call::kCollect);
  SayEnd(WEIR_OK);
  EXPECT_EQ(replay_.At(), wire::Call::kNone);
}

}  // namespace
}  // namespace weir::worker
