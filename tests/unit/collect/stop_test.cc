#include <gtest/gtest.h>

#include "collector_test.h"

namespace weir::collect {
namespace {

class Stopping : public CollectorTest {
 protected:
  void Stop() {
    collector_->Stop([this] { gone_ = true; });
    loop_.Run();
  }
  bool gone_ = false;
};

TEST_F(Stopping, IsOverWhenTheSourceSaysSo) {
  BeginUp();
  Stop();
  EXPECT_EQ(source_->stops, 1);
  EXPECT_FALSE(gone_);
  source_->stopped();
  EXPECT_TRUE(gone_);
}

TEST_F(Stopping, ReleasesThoseWhoWait) {
  BeginUp();
  const auto released = Scrape();
  Stop();
  EXPECT_TRUE(*released);
  EXPECT_TRUE(*Scrape());
}

TEST_F(Stopping, AStuckSourceIsNotWaitedForHere) {
  BeginUp();
  Scrape();
  Stop();
  loop_.Advance(std::chrono::hours(1));
  EXPECT_FALSE(gone_);
  EXPECT_EQ(Look().timeouts, 0u);
}

TEST_F(Stopping, AnswersAfterwardsAreIgnored) {
  BeginUp();
  Scrape();
  Stop();
  source_->AnswerGood(9);
  EXPECT_EQ(Shown(), 1);
  EXPECT_EQ(source_->collects, 2);
}

TEST_F(Stopping, DuringTheStartMakesNoCollection) {
  Begin();
  Stop();
  source_->AnswerStarted();
  EXPECT_EQ(source_->collects, 0);
}

// The timer of a start that is to be tried again held a collector that was gone.
TEST_F(Stopping, LeavesNoTimerBehind) {
  config_.interval = seconds(15);
  BeginUp(seconds(15));
  loop_.Advance(seconds(15));
  Stop();
  EXPECT_EQ(loop_.timers(), 0u);
  config_.interval.reset();
  Begin();
  source_->Answer(FakeSource::Dead(WEIR_E_UNAVAILABLE, "down"));
  EXPECT_EQ(loop_.timers(), 1u);
  Stop();
  EXPECT_EQ(loop_.timers(), 0u);
}

}  // namespace
}  // namespace weir::collect
