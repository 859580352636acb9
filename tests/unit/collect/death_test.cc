#include <gtest/gtest.h>

#include "collector_test.h"

namespace weir::collect {
namespace {

class Dying : public CollectorTest {
 protected:
  static Report Killed() {
    return FakeSource::Dead(WEIR_E_INTERNAL, "its worker died of SIGKILL", Death::kSignal);
  }
};

TEST_F(Dying, BetweenTwoScrapesIsFollowedByARestartThatNoScrapeAskedFor) {
  BeginUp();
  source_->Die(Killed());
  ExpectState(View::State::kFailed);
  EXPECT_NE(Look().error.find("its worker died of SIGKILL"), std::string::npos) << Look().error;
  EXPECT_FALSE(Look().started);
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(source_->starts, 2);
  EXPECT_EQ(Restarts(Death::kSignal), 1u);
  source_->AnswerStarted();
  source_->AnswerGood(2);
  ExpectState(View::State::kUp);
  EXPECT_EQ(Shown(), 2);
}

TEST_F(Dying, KeepsTheLastGoodValuesUntilTheyAreStale) {
  config_.max_staleness = seconds(30);
  BeginUp();
  source_->Die(Killed());
  EXPECT_EQ(Shown(), 1);
  loop_.Advance(seconds(29));
  EXPECT_EQ(Shown(), 1);
  loop_.Advance(seconds(2));
  EXPECT_EQ(Shown(), std::nullopt);
}

TEST_F(Dying, LetsScrapesGoAtOnce) {
  BeginUp();
  source_->Die(Killed());
  EXPECT_TRUE(*Scrape());
  EXPECT_EQ(source_->collects, 1);
}

TEST_F(Dying, InACollectionIsItsFailure) {
  BeginUp();
  const auto released = Scrape();
  source_->Answer(FakeSource::Dead(WEIR_E_INTERNAL, "died", Death::kExit));
  EXPECT_TRUE(*released);
  ExpectState(View::State::kFailed);
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(Restarts(Death::kExit), 1u);
}

TEST_F(Dying, AtItsDeadlineIsOneFailureAndOneRestart) {
  BeginUp();
  Scrape();
  loop_.Advance(seconds(5));
  source_->Answer(FakeSource::Dead(WEIR_E_TIMEOUT, "ended", Death::kDeadline));
  ExpectState(View::State::kTimedOut);
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(source_->starts, 2);
  EXPECT_EQ(Restarts(Death::kDeadline), 1u);
  EXPECT_EQ(Look().timeouts, 1u);
}

// Held by the kernel, it does not answer.
TEST_F(Dying, OneThatCannotEndHasNoSuccessor) {
  BeginOverdue();
  source_->facts.stuck = true;
  loop_.Advance(std::chrono::hours(1));
  EXPECT_EQ(source_->starts, 1);
  EXPECT_TRUE(Look().facts.stuck);
  EXPECT_TRUE(*Scrape());
  source_->Answer(FakeSource::Dead(WEIR_E_TIMEOUT, "ended", Death::kDeadline));
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(source_->starts, 2);
}

TEST_F(Dying, AfterAllWasGivenUpStartsNothing) {
  BeginUp();
  Scrape();
  source_->Answer(FakeSource::Alive(WEIR_E_UNSUPPORTED, "no such kernel"));
  source_->Die(Killed());
  ExpectState(View::State::kUnsupported);
  loop_.Advance(std::chrono::hours(1));
  EXPECT_EQ(source_->starts, 1);
}

TEST_F(Dying, AfterTheEndIsNothing) {
  BeginUp();
  collector_->Stop([] {});
  source_->Die(Killed());
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(Dying, WhatIsKnownOfTheProcessIsPassedOn) {
  BeginUp();
  source_->facts = {"redis", "1.2", false, 0.5, 4096, 7, {}};
  const Facts facts = Look().facts;
  EXPECT_EQ(facts.plugin, "redis");
  EXPECT_EQ(facts.cpu_seconds, 0.5);
  EXPECT_EQ(facts.resident_bytes, 4096);
  EXPECT_EQ(facts.open_fds, 7);
}

}  // namespace
}  // namespace weir::collect
