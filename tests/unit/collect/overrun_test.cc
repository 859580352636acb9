#include <gtest/gtest.h>

#include "collector_test.h"

namespace weir::collect {
namespace {

class Overrun : public CollectorTest {};

TEST_F(Overrun, ReleasesThoseWhoWaitAtTheDeadline) {
  BeginUp();
  const auto released = Scrape();
  loop_.Advance(seconds(5) - milliseconds(1));
  EXPECT_FALSE(*released);
  EXPECT_EQ(source_->abandons, 0);
  loop_.Advance(milliseconds(1));
  EXPECT_TRUE(*released);
  EXPECT_EQ(source_->abandons, 1);
  ExpectState(View::State::kTimedOut);
  EXPECT_EQ(Look().timeouts, 1u);
  EXPECT_NE(Look().error.find("longer than 5s"), std::string::npos) << Look().error;
}

TEST_F(Overrun, IsNotEnteredAgainUntilItReturns) {
  BeginOverdue();
  for (int scrape = 0; scrape < 3; ++scrape) {
    EXPECT_TRUE(*Scrape());
    loop_.Advance(seconds(15));
  }
  EXPECT_EQ(source_->collects, 2);
  EXPECT_EQ(Look().timeouts, 1u);
}

TEST_F(Overrun, ThrowsALateResultAway) {
  BeginOverdue();
  source_->AnswerGood(99);
  EXPECT_EQ(Shown(), 1);
  ExpectState(View::State::kTimedOut);
}

TEST_F(Overrun, CountsWhatALateCallDropped) {
  BeginOverdue();
  Report report = FakeSource::Good(99);
  report.dropped = {7, 0, 0, 0, 0, 0};
  source_->Answer(report);
  EXPECT_EQ(Look().dropped[0], 7u);
}

TEST_F(Overrun, IsNotWaitedForAgainUntilItHasSucceeded) {
  BeginOverdue();
  source_->AnswerGood(99);
  EXPECT_TRUE(*Scrape());
  EXPECT_EQ(source_->collects, 3);  // asked, but not waited for
  source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  EXPECT_TRUE(*Scrape());
  source_->AnswerGood(2);
  ExpectState(View::State::kUp);
  EXPECT_EQ(Shown(), 2);
  EXPECT_FALSE(*Scrape());
}

TEST_F(Overrun, KeepsTheLastValuesUntilTheyAreStale) {
  config_.max_staleness = seconds(20);
  BeginUp();
  loop_.Advance(seconds(10));
  Scrape();
  loop_.Advance(seconds(5));
  EXPECT_EQ(Shown(), 1);
  EXPECT_EQ(Look().age, Duration(seconds(15)));
  loop_.Advance(seconds(5));
  EXPECT_EQ(Shown(), std::nullopt);
}

TEST_F(Overrun, OfEachCollectionIsCounted) {
  BeginUp();
  for (uint64_t timeouts = 1; timeouts <= 4; ++timeouts) {
    Scrape();
    loop_.Advance(seconds(6));
    EXPECT_EQ(Look().timeouts, timeouts);
    source_->AnswerGood(0);
  }
}

TEST_F(Overrun, ThatEndsWithoutAnInstanceStartsAgain) {
  BeginOverdue();
  source_->Answer(FakeSource::Dead(WEIR_E_INTERNAL, "killed"));
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(source_->starts, 2);
}

TEST_F(Overrun, ALateFailureIsNotWorse) {
  BeginOverdue();
  source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  ExpectState(View::State::kTimedOut);
  Scrape();
  EXPECT_EQ(source_->collects, 3);
}

TEST_F(Overrun, AnAnswerBeforeTheDeadlineStopsTheClock) {
  BeginUp();
  Scrape();
  loop_.Advance(seconds(4));
  source_->AnswerGood(2);
  loop_.Advance(seconds(60));
  ExpectState(View::State::kUp);
  EXPECT_EQ(Look().timeouts, 0u);
  EXPECT_EQ(source_->abandons, 0);
}

}  // namespace
}  // namespace weir::collect
