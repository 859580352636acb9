#include <gtest/gtest.h>

#include "collector_test.h"

namespace weir::collect {
namespace {

class Staleness : public CollectorTest {
 protected:
  void BeginDown() {
    BeginUp();
    Scrape();
    source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  }
  // For how long the value stands when nothing succeeds any more.
  Duration Lasts() {
    Duration duration(0);
    for (; Shown() && duration < std::chrono::hours(2); duration += seconds(1))
      loop_.Advance(seconds(1));
    return duration;
  }
};

TEST_F(Staleness, TheLastGoodValuesStayAMinute) {
  BeginDown();
  EXPECT_EQ(Shown(), 1);
  ExpectState(View::State::kFailed);
  EXPECT_EQ(Lasts(), Duration(seconds(60)));
}

TEST_F(Staleness, FailuresDoNotRenewThem) {
  BeginDown();
  for (int i = 0; i < 5; ++i) {
    loop_.Advance(seconds(10));
    Scrape();
    source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
    EXPECT_EQ(Look().age, Duration(seconds(10 * (i + 1))));
  }
  EXPECT_EQ(Lasts(), Duration(seconds(10)));
}

TEST_F(Staleness, ASuccessRenewsThem) {
  BeginDown();
  loop_.Advance(seconds(100));
  EXPECT_EQ(Shown(), std::nullopt);
  Scrape();
  source_->AnswerGood(7);
  EXPECT_EQ(Shown(), 7);
  EXPECT_EQ(Look().age, Duration(0));
}

TEST_F(Staleness, IsAsConfigured) {
  config_.max_staleness = seconds(300);
  BeginDown();
  EXPECT_EQ(Lasts(), Duration(seconds(300)));
}

TEST_F(Staleness, OfZeroShowsNothingOld) {
  config_.max_staleness = Duration(0);
  BeginDown();
  EXPECT_EQ(Shown(), std::nullopt);
}

// A client with little patience was shown values of any age.
TEST_F(Staleness, OfZeroShowsNothingOldToWhoCannotWait) {
  config_.max_staleness = Duration(0);
  BeginUp();
  loop_.Advance(seconds(30));
  EXPECT_EQ(Shown(), 1);
  Scrape();
  EXPECT_EQ(Shown(), std::nullopt);
}

TEST_F(Staleness, IsThreeIntervalsIfThatIsMore) {
  config_.interval = seconds(40);
  config_.timeout = seconds(5);
  BeginUp(seconds(40));
  loop_.Advance(seconds(40));
  source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  Duration lasted = seconds(40);
  for (; Shown(); lasted += seconds(1)) {
    loop_.Advance(seconds(1));
    if (source_->busy()) source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  }
  EXPECT_EQ(lasted, Duration(seconds(120)));
}

TEST_F(Staleness, DoesNotTouchABackgroundCollectorThatIsAtWork) {
  config_.interval = seconds(60);
  config_.max_staleness = seconds(10);
  BeginUp(seconds(60));
  loop_.Advance(seconds(61));
  EXPECT_TRUE(source_->busy());
  EXPECT_EQ(Shown(), 1);
}

TEST_F(Staleness, AFirstSuccessThatNeverCameHasNoAge) {
  Begin();
  source_->AnswerStarted();
  source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  EXPECT_FALSE(Look().age);
  EXPECT_FALSE(Look().last_success);
  EXPECT_EQ(Shown(), std::nullopt);
}

}  // namespace
}  // namespace weir::collect
