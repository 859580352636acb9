#include <gtest/gtest.h>

#include "collector_test.h"

namespace weir::collect {
namespace {

class OnScrape : public CollectorTest {};

TEST_F(OnScrape, AScrapeStartsACollectionAndWaitsForIt) {
  BeginUp();
  const auto released = Scrape();
  EXPECT_EQ(source_->collects, 2);
  EXPECT_EQ(source_->last_deadline, loop_.Now() + seconds(5));
  EXPECT_FALSE(*released);
  source_->AnswerGood(2);
  EXPECT_TRUE(*released);
  EXPECT_EQ(Shown(), 2);
}

TEST_F(OnScrape, NothingIsCollectedWithoutAScrape) {
  BeginUp();
  loop_.Advance(std::chrono::hours(1));
  EXPECT_EQ(source_->collects, 1);
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(OnScrape, ScrapesThatOverlapShareACollection) {
  BeginUp();
  const auto first = Scrape();
  loop_.Advance(seconds(1));
  const auto second = Scrape();
  EXPECT_EQ(source_->collects, 2);
  source_->AnswerGood(2);
  EXPECT_TRUE(*first && *second);
  Scrape();
  EXPECT_EQ(source_->collects, 3);
}

TEST_F(OnScrape, AResultYoungerThanMinIntervalIsShared) {
  config_.min_interval = seconds(10);
  BeginUp();
  loop_.Advance(seconds(10) - milliseconds(1));
  EXPECT_TRUE(*Scrape());
  EXPECT_EQ(source_->collects, 1);
  loop_.Advance(milliseconds(1));
  EXPECT_FALSE(*Scrape());
  EXPECT_EQ(source_->collects, 2);
}

TEST_F(OnScrape, MinIntervalCountsFromTheStartOfTheCollection) {
  config_.min_interval = seconds(10);
  BeginUp();
  loop_.Advance(seconds(20));
  Scrape();
  loop_.Advance(seconds(4));
  source_->AnswerGood(2);
  loop_.Advance(seconds(6));
  Scrape();
  EXPECT_EQ(source_->collects, 3);
}

// A collector that is partial for long was asked at every scrape.
TEST_F(OnScrape, APartialResultIsSharedToo) {
  config_.min_interval = seconds(10);
  BeginUp();
  loop_.Advance(seconds(10));
  Scrape();
  source_->Answer(FakeSource::Good(2, WEIR_PARTIAL, "half"));
  loop_.Advance(seconds(5));
  EXPECT_TRUE(*Scrape());
  EXPECT_EQ(source_->collects, 2);
}

TEST_F(OnScrape, AFailureIsNoResultToShare) {
  config_.min_interval = seconds(10);
  BeginUp();
  loop_.Advance(seconds(10));
  Scrape();
  source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  Scrape();
  EXPECT_EQ(source_->collects, 3);
}

TEST_F(OnScrape, AnOldValueIsNotShownWhileANewOneIsUnderWay) {
  BeginUp();
  loop_.Advance(seconds(59));
  Scrape();
  EXPECT_EQ(Shown(), 1);  // who cannot wait sees the last good values
  loop_.Advance(seconds(1));
  EXPECT_EQ(Shown(), std::nullopt);  // max_staleness
  source_->AnswerGood(2);
  EXPECT_EQ(Shown(), 2);
}

TEST_F(OnScrape, BetweenScrapesTheLastValuesStand) {
  BeginUp();
  loop_.Advance(std::chrono::hours(2));
  EXPECT_EQ(Shown(), 1);
  ExpectState(View::State::kUp);
  EXPECT_EQ(Look().age, Duration(std::chrono::hours(2)));
}

// ---- How a collection ends ------------------------------------------------------------------

TEST_F(OnScrape, PartialShowsWhatWasPushedAndIsNotUp) {
  BeginUp();
  const auto success = Look().last_success;
  Scrape();
  source_->Answer(FakeSource::Good(2, WEIR_PARTIAL, "half"));
  ExpectState(View::State::kPartial);
  EXPECT_NE(Look().error.find("half"), std::string::npos);
  EXPECT_EQ(Shown(), 2);
  EXPECT_EQ(Look().age, Duration(0));
  EXPECT_EQ(Look().last_success, success);
}

TEST_F(OnScrape, NoDataIsASuccessWithNothingToShow) {
  BeginUp();
  Scrape();
  source_->Answer(FakeSource::Alive(WEIR_NO_DATA));
  ExpectState(View::State::kUp);
  EXPECT_EQ(Shown(), std::nullopt);
  EXPECT_EQ(Look().lines, 0u);
}

TEST_F(OnScrape, UnsupportedIsGivenUp) {
  BeginUp();
  Scrape();
  source_->Answer(FakeSource::Alive(WEIR_E_UNSUPPORTED, "no such kernel"));
  ExpectState(View::State::kUnsupported);
  EXPECT_TRUE(*Scrape());
  loop_.Advance(std::chrono::hours(1));
  EXPECT_EQ(source_->collects, 2);
  EXPECT_EQ(Shown(), std::nullopt);
}

TEST_F(OnScrape, OtherFailuresAreTriedAgainAtTheNextScrape) {
  BeginUp();
  for (const weir_status status : {WEIR_E_INTERNAL, WEIR_E_INVALID, WEIR_E_UNAVAILABLE,
                                   WEIR_E_PERMISSION, WEIR_E_TIMEOUT, WEIR_E_LIMIT}) {
    const int before = source_->collects;
    const auto released = Scrape();
    EXPECT_EQ(source_->collects, before + 1);
    source_->Answer(FakeSource::Alive(status, "no"));
    EXPECT_TRUE(*released);
    ExpectState(View::State::kFailed);
  }
  Scrape();
  source_->AnswerGood(9);
  ExpectState(View::State::kUp);
}

TEST_F(OnScrape, AnInstanceThatIsGoneIsStartedAgain) {
  BeginUp();
  const auto released = Scrape();
  source_->Answer(FakeSource::Dead(WEIR_E_INTERNAL, "killed"));
  EXPECT_TRUE(*released);
  EXPECT_FALSE(Look().started);
  EXPECT_TRUE(*Scrape());
  loop_.Advance(milliseconds(200));
  EXPECT_EQ(source_->starts, 2);
  source_->AnswerStarted();
  source_->AnswerGood(5);
  EXPECT_EQ(Shown(), 5);
}

TEST_F(OnScrape, DropsAddUpAndRefusalsAreOfTheLast) {
  Begin();
  Report started = FakeSource::Alive(WEIR_OK);
  started.refused = {1, 0, 0, 0, 2};
  source_->Answer(started);
  for (int i = 0; i < 3; ++i) {
    Report report = FakeSource::Good(i);
    report.dropped = {1, 2, 0, 0, 0, 5};
    report.refused = {0, 0, 0, 0, static_cast<uint64_t>(i)};
    report.took = milliseconds(10 + i);
    source_->Answer(report);
    Scrape();
  }
  EXPECT_EQ(Look().dropped, (series::DropCounts{3, 6, 0, 0, 0, 15}));
  EXPECT_EQ(Look().refused, (series::RefusalCounts{1, 0, 0, 0, 4}));
  EXPECT_EQ(Look().duration, milliseconds(12));
}

TEST_F(OnScrape, LinesAreThoseOfWhatIsShown) {
  BeginUp();
  EXPECT_EQ(Look().lines, 1u);
  Scrape();
  source_->Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "down"));
  EXPECT_EQ(Look().lines, 1u);
  loop_.Advance(seconds(60));
  EXPECT_EQ(Look().lines, 0u);
}

}  // namespace
}  // namespace weir::collect
