#include <gtest/gtest.h>

#include "collect/failed_source.h"
#include "collector_test.h"

namespace weir::collect {
namespace {

class Starting : public CollectorTest {};

TEST_F(Starting, HasItsOwnDeadline) {
  Begin();
  EXPECT_EQ(source_->starts, 1);
  EXPECT_EQ(source_->last_deadline, loop_.Now() + seconds(10));
  ExpectState(View::State::kStarting);
  EXPECT_FALSE(Look().started);
  EXPECT_FALSE(Look().age);
}

TEST_F(Starting, CollectsOnceAsSoonAsThereIsAnInstance) {
  Begin();
  loop_.Advance(seconds(1));
  source_->AnswerStarted();
  EXPECT_EQ(source_->collects, 1);
  EXPECT_EQ(source_->last_deadline, loop_.Now() + seconds(5));
  EXPECT_TRUE(Look().started);
  EXPECT_FALSE(collector_->settled());
  source_->AnswerGood(1);
  EXPECT_TRUE(collector_->settled());
  ExpectState(View::State::kUp);
  EXPECT_EQ(Shown(), 1);
}

TEST_F(Starting, IsOverWhenTheFirstCollectionFails) {
  Begin();
  source_->AnswerStarted();
  source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  EXPECT_TRUE(collector_->settled());
  ExpectState(View::State::kFailed);
}

TEST_F(Starting, TellsThoseWhoWaitForIt) {
  Begin();
  int told = 0;
  collector_->WhenSettled([&] { ++told; });
  source_->AnswerStarted();
  EXPECT_EQ(told, 0);
  source_->AnswerGood(1);
  EXPECT_EQ(told, 1);
  collector_->WhenSettled([&] { ++told; });
  EXPECT_EQ(told, 2);
}

TEST_F(Starting, AScrapeWaitsForItAndTheFirstCollection) {
  Begin();
  const auto released = Scrape();
  source_->AnswerStarted();
  EXPECT_FALSE(*released);
  source_->AnswerGood(1);
  EXPECT_TRUE(*released);
  EXPECT_EQ(source_->collects, 1);
}

TEST_F(Starting, IsTriedAgainAfterAFailure) {
  Begin();
  source_->Answer(FakeSource::Dead(WEIR_E_UNAVAILABLE, "down"));
  EXPECT_TRUE(collector_->settled());
  ExpectState(View::State::kFailed);
  EXPECT_FALSE(Look().started);
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(source_->starts, 2);
  EXPECT_EQ(Restarts(Death::kStart), 1u);
  source_->AnswerStarted();
  source_->AnswerGood(4);
  ExpectState(View::State::kUp);
}

TEST_F(Starting, NothingIsAskedOfItWhileItIsDown) {
  Begin();
  source_->Answer(FakeSource::Dead(WEIR_E_UNAVAILABLE, "down"));
  EXPECT_TRUE(*Scrape());
  EXPECT_EQ(source_->collects, 0);
  EXPECT_EQ(source_->starts, 1);
}

// 200 ms and a quarter of the trouble, up to 60 s, the later half of each by chance.
TEST_F(Starting, BacksOffFurtherAndFurtherWithJitter) {
  Begin();
  Duration trouble(0), shortest = seconds(999), longest(0);
  for (int failure = 0; failure < 80; ++failure) {
    const Duration backoff = std::min<Duration>(milliseconds(200) + trouble / 4, seconds(60));
    source_->Answer(FakeSource::Dead(WEIR_E_UNAVAILABLE, "down"));
    const int starts = source_->starts;
    loop_.Advance(backoff / 2 - milliseconds(1));
    EXPECT_EQ(source_->starts, starts) << failure;
    Duration waited = backoff / 2 - milliseconds(1);
    for (; source_->starts == starts && waited <= backoff; waited += milliseconds(1))
      loop_.Advance(milliseconds(1));
    ASSERT_EQ(source_->starts, starts + 1) << failure;
    if (backoff == seconds(60)) {
      shortest = std::min(shortest, waited);
      longest = std::max(longest, waited);
    }
    trouble += waited;
  }
  EXPECT_LT(shortest, seconds(40));
  EXPECT_GT(longest, seconds(50));
}

// After a back-off that has grown, and so many good collections: how long until it is tried again.
class BackingOff : public CollectorTest {
 protected:
  bool TriesAgainWithin200ms(int good) {
    Begin();
    for (int failure = 1; failure < 5; ++failure) {  // the fourth waits for 7.7 s at most
      source_->Answer(FakeSource::Dead(WEIR_E_UNAVAILABLE, "down"));
      loop_.Advance(seconds(10));
      EXPECT_EQ(source_->starts, 1 + failure);
    }
    source_->AnswerStarted();
    for (int i = 0; i < good; ++i) {
      source_->AnswerGood(i);
      Scrape();
    }
    source_->Answer(FakeSource::Dead(WEIR_E_INTERNAL, "died"));
    const int starts = source_->starts;
    loop_.Advance(milliseconds(200));
    return source_->starts > starts;
  }
};

TEST_F(BackingOff, GoesOnAfterAStart) { EXPECT_FALSE(TriesAgainWithin200ms(0)); }
TEST_F(BackingOff, GoesOnAfterOneGoodCollection) { EXPECT_FALSE(TriesAgainWithin200ms(1)); }
TEST_F(BackingOff, BeginsAnewAfterTwo) { EXPECT_TRUE(TriesAgainWithin200ms(2)); }

// A plugin that is made and dies in its first collection was started five times a second.
TEST_F(Starting, AStartAloneIsNoSuccess) {
  Begin();
  for (int death = 0; death < 10; ++death) {
    source_->AnswerStarted();
    source_->Answer(FakeSource::Dead(WEIR_E_INTERNAL, "died"));
    loop_.Advance(seconds(60));
  }
  source_->AnswerStarted();
  source_->Answer(FakeSource::Dead(WEIR_E_INTERNAL, "died"));
  const int starts = source_->starts;
  loop_.Advance(seconds(29));
  EXPECT_EQ(source_->starts, starts);
}

TEST_F(Starting, IsNotTriedAgainWhenThatCannotHelp) {
  for (const weir_status status : {WEIR_E_INVALID, WEIR_E_UNSUPPORTED}) {
    Begin();
    source_->Answer(FakeSource::Dead(status, "no"));
    EXPECT_TRUE(collector_->settled());
    ExpectState(status == WEIR_E_INVALID ? View::State::kFailed : View::State::kUnsupported);
    loop_.Advance(std::chrono::hours(1));
    EXPECT_EQ(source_->starts, 1);
    EXPECT_TRUE(*Scrape());
    EXPECT_EQ(loop_.timers(), 0u);
  }
}

TEST_F(Starting, ThatOverrunsIsCountedAndLeftAlone) {
  Begin();
  const auto released = Scrape();
  loop_.Advance(seconds(10) - milliseconds(1));
  EXPECT_FALSE(*released);
  loop_.Advance(milliseconds(1));
  EXPECT_TRUE(*released);
  EXPECT_TRUE(collector_->settled());
  ExpectState(View::State::kTimedOut);
  EXPECT_EQ(Look().timeouts, 1u);
  EXPECT_EQ(source_->abandons, 1);
  loop_.Advance(std::chrono::hours(1));
  EXPECT_EQ(source_->starts, 1);
  EXPECT_EQ(Look().timeouts, 1u);
}

TEST_F(Starting, ThatOverranAndSucceedsAfterAllCollects) {
  Begin();
  loop_.Advance(seconds(20));
  source_->AnswerStarted();
  EXPECT_EQ(source_->collects, 1);
  EXPECT_TRUE(*Scrape());  // not waited for yet
  source_->AnswerGood(3);
  ExpectState(View::State::kUp);
  EXPECT_EQ(Shown(), 3);
}

TEST_F(Starting, ThatOverranAndFailsAfterAllIsTriedAgain) {
  Begin();
  loop_.Advance(seconds(20));
  source_->Answer(FakeSource::Dead(WEIR_E_UNAVAILABLE, "down"));
  ExpectState(View::State::kFailed);
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(source_->starts, 2);
}

// The worker is killed for it: what is left of it says no more than the deadline did.
TEST_F(Starting, ThatIsEndedForOverrunningIsTriedAgain) {
  Begin();
  loop_.Advance(seconds(10));
  source_->Answer(FakeSource::Dead(WEIR_E_TIMEOUT, "ended", Death::kDeadline));
  ExpectState(View::State::kTimedOut);
  EXPECT_NE(Look().error.find("took longer than 10s"), std::string::npos) << Look().error;
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(source_->starts, 2);
  EXPECT_EQ(Restarts(Death::kDeadline), 1u);
}

TEST(FailedSourceTest, SaysWhyAndIsNotTriedAgain) {
  config::Collector config;
  config.name = "c";
  ManualLoop loop;
  Collector collector(std::make_shared<config::Collector>(config), loop,
                      std::make_unique<FailedSource>(loop, "cannot load c.so"), Duration(0));
  collector.Begin();
  loop.Run();
  EXPECT_TRUE(collector.settled());
  EXPECT_EQ(collector.Look().state, View::State::kFailed);
  EXPECT_NE(collector.Look().error.find("cannot load c.so"), std::string::npos);
  EXPECT_EQ(loop.timers(), 0u);
  bool stopped = false;
  collector.Stop([&] { stopped = true; });
  loop.Run();
  EXPECT_TRUE(stopped);
}

}  // namespace
}  // namespace weir::collect
