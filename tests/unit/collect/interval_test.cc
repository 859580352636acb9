#include <gtest/gtest.h>

#include "collector_test.h"

namespace weir::collect {
namespace {

class Interval : public CollectorTest {
 protected:
  Interval() { config_.interval = seconds(15); }
};

TEST_F(Interval, CollectsAtStartAndThenAtItsTicks) {
  BeginUp(seconds(4));
  loop_.Advance(seconds(4) - milliseconds(1));
  EXPECT_EQ(source_->collects, 1);
  loop_.Advance(milliseconds(1));
  EXPECT_EQ(source_->collects, 2);
  source_->AnswerGood(2);
  loop_.Advance(seconds(15) - milliseconds(1));
  EXPECT_EQ(source_->collects, 2);
  loop_.Advance(milliseconds(1));
  EXPECT_EQ(source_->collects, 3);
}

TEST_F(Interval, AScrapeServesWhatIsThere) {
  BeginUp(seconds(15));
  EXPECT_TRUE(*Scrape());
  EXPECT_EQ(source_->collects, 1);
  loop_.Advance(seconds(15));
  EXPECT_TRUE(*Scrape());  // a collection is under way, and not waited for
  EXPECT_EQ(Shown(), 1);
  EXPECT_EQ(source_->collects, 2);
}

TEST_F(Interval, AScrapeWaitsForTheVeryFirst) {
  Begin(seconds(15));
  const auto released = Scrape();
  EXPECT_FALSE(*released);
  source_->AnswerStarted();
  source_->AnswerGood(1);
  EXPECT_TRUE(*released);
}

TEST_F(Interval, ATickDuringACollectionPasses) {
  config_.timeout = seconds(100);
  BeginUp(seconds(15));
  loop_.Advance(seconds(50));
  EXPECT_EQ(source_->collects, 2);
  source_->AnswerGood(2);
  EXPECT_EQ(source_->collects, 2);
  loop_.Advance(seconds(10));
  EXPECT_EQ(source_->collects, 3);  // at 60 s, in phase
}

TEST_F(Interval, TicksThatWereMissedAreNotMadeUpFor) {
  BeginUp(seconds(15));
  loop_.Sleep(std::chrono::hours(5) + seconds(7));
  loop_.Advance(Duration(0));
  EXPECT_EQ(source_->collects, 2);
  source_->AnswerGood(2);
  loop_.Advance(seconds(8) - milliseconds(1));
  EXPECT_EQ(source_->collects, 2);
  loop_.Advance(milliseconds(1));
  EXPECT_EQ(source_->collects, 3);
}

TEST_F(Interval, GoesOnAfterAnOverrun) {
  BeginUp(seconds(15));
  loop_.Advance(seconds(20));
  ExpectState(View::State::kTimedOut);
  loop_.Advance(seconds(60));
  EXPECT_EQ(source_->collects, 2);
  source_->AnswerGood(9);
  loop_.Advance(seconds(10));
  EXPECT_EQ(source_->collects, 3);
  source_->AnswerGood(3);
  ExpectState(View::State::kUp);
  EXPECT_EQ(Shown(), 3);
}

TEST_F(Interval, TicksWhileItIsDownDoNothing) {
  Begin(seconds(15));
  source_->Answer(FakeSource::Dead(WEIR_E_INVALID, "no"));
  loop_.Advance(seconds(60));
  EXPECT_EQ(source_->collects, 0);
  EXPECT_EQ(source_->starts, 1);
}

}  // namespace
}  // namespace weir::collect
