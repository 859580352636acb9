// One set of collectors takes the place of another, while scrapes go on.
#include <gtest/gtest.h>

#include <map>

#include "collect/fleet.h"
#include "fake_source.h"
#include "manual_loop.h"

namespace weir::collect {
namespace {

using std::chrono::seconds;

class Succession : public ::testing::Test {
 protected:
  // Names of collectors as a configuration.
  static std::shared_ptr<config::Configuration> Named(const std::string& names) {
    auto configuration = std::make_shared<config::Configuration>();
    for (const char name : names) {
      config::Collector collector;
      collector.name = name;
      configuration->collectors.push_back(collector);
    }
    return configuration;
  }
  Fleet::MakeSource MakeSource() {
    return [this](const config::Collector& config) {
      auto source = std::make_unique<FakeSource>();
      sources_[config.name] = source.get();
      return source;
    };
  }

  // A fleet of these, each of which shows 1.
  void Begin(const std::string& names) {
    fleet_ = std::make_unique<Fleet>(Named(names), loop_, MakeSource());
    fleet_->Begin();
    loop_.Run();
    for (const char name : names) {
      before_[name] = sources_.at({name});
      BringUp(name, 1);
    }
  }
  void BringUp(char name, double value) {
    source(name).AnswerStarted();
    source(name).AnswerGood(value);
    loop_.Run();
  }
  void Prepare(const std::shared_ptr<const config::Configuration>& next,
               const std::set<std::string>& kept = {}) {
    verdict_.reset();
    fleet_->Prepare(next, kept, MakeSource(),
                    [this](std::vector<std::string> faults) { verdict_ = std::move(faults); });
    loop_.Run();
  }
  void ExpectAccepted() const {
    ASSERT_TRUE(verdict_);
    EXPECT_EQ(*verdict_, std::vector<std::string>());
  }
  void ExpectRefused(const std::string& why) const {
    ASSERT_TRUE(verdict_);
    ASSERT_EQ(verdict_->size(), 1u);
    EXPECT_NE(verdict_->front().find(why), std::string::npos) << verdict_->front();
  }
  void TakeOver() {
    fleet_->TakeOver();
    loop_.Run();
  }
  // "a1b-": a shows 1, b nothing.
  std::string Shown() {
    std::string text;
    fleet_->Look([&](const Reading& reading) {
      for (const View& view : reading) {
        const auto value = collect::Shown(view.snapshot);
        text += view.config->name + (value ? std::to_string(static_cast<int>(*value)) : "-");
      }
    });
    loop_.Run();
    return text;
  }
  // The source that was made last for it, and the one of the fleet before.
  FakeSource& source(char name) { return *sources_.at({name}); }
  FakeSource& before(char name) { return *before_.at(name); }

  ManualLoop loop_;
  std::map<std::string, FakeSource*> sources_;
  std::map<char, FakeSource*> before_;
  std::unique_ptr<Fleet> fleet_;
  std::optional<std::vector<std::string>> verdict_;
};

TEST_F(Succession, TheOldOnesServeUntilTheNewOnesHaveValues) {
  Begin("ab");
  Prepare(Named("cab"), {"b"});
  EXPECT_EQ(Shown(), "a1b1");
  BringUp('c', 2);
  EXPECT_FALSE(verdict_);
  EXPECT_EQ(Shown(), "a1b1");
  BringUp('a', 2);
  ExpectAccepted();
  EXPECT_EQ(Shown(), "a1b1");
  TakeOver();
  EXPECT_EQ(Shown(), "c2a2b1");
}

TEST_F(Succession, WhatIsKeptIsNotTouched) {
  Begin("ab");
  Prepare(Named("ba"), {"a", "b"});
  ExpectAccepted();
  TakeOver();
  EXPECT_EQ(Shown(), "b1a1");
  for (const char name : {'a', 'b'}) {
    EXPECT_EQ(&source(name), &before(name));
    EXPECT_EQ(before(name).starts, 1);
    EXPECT_EQ(before(name).collects, 1);
    EXPECT_EQ(before(name).stops, 0);
  }
}

TEST_F(Succession, WhatIsKeptIsFoundAtItsNewPlaceInTheFile) {
  Begin("a");
  const auto next = Named("a");
  next->collectors[0].place = {"exporter.yaml", 7, 3};
  Prepare(next, {"a"});
  TakeOver();
  before('a').Die(FakeSource::Dead(WEIR_E_INTERNAL, "gone"));
  std::string error;
  fleet_->Look([&](const Reading& reading) { error = reading[0].error; });
  loop_.Run();
  EXPECT_TRUE(error.starts_with("exporter.yaml:7:3: ")) << error;
}

TEST_F(Succession, WhatIsReplacedOrGoneIsEnded) {
  Begin("abc");
  Prepare(Named("ac"), {"c"});
  BringUp('a', 2);
  EXPECT_EQ(before('a').stops, 0);
  EXPECT_EQ(before('b').stops, 0);
  TakeOver();
  EXPECT_EQ(before('a').stops, 1);
  EXPECT_EQ(before('b').stops, 1);
  EXPECT_EQ(before('c').stops, 0);
}

TEST_F(Succession, ADismissedOneLeavesAllAsItWas) {
  Begin("a");
  Prepare(Named("ba"));
  BringUp('a', 2);
  BringUp('b', 2);
  fleet_->Dismiss("no port");
  loop_.Run();
  EXPECT_EQ(source('a').stops, 1);
  EXPECT_EQ(source('b').stops, 1);
  EXPECT_EQ(before('a').stops, 0);
  EXPECT_EQ(Shown(), "a1");
}

TEST_F(Succession, OneThatIsDismissedWhileItStartsIsRefusedWithTheReason) {
  Begin("a");
  Prepare(Named("b"));
  EXPECT_FALSE(verdict_);
  fleet_->Dismiss("stopping");
  ExpectRefused("stopping");
}

TEST_F(Succession, OneThatDoesNotStartIsRefused) {
  Begin("a");
  Prepare(Named("ab"), {"a"});
  source('b').Answer(FakeSource::Dead(WEIR_E_UNAVAILABLE, "nobody answers"));
  ExpectRefused("collector \"b\": nobody answers");
}

TEST_F(Succession, OneThatTakesTooLongToStartIsRefused) {
  Begin("a");
  Prepare(Named("ab"), {"a"});
  loop_.Advance(seconds(10));
  ExpectRefused("its start took longer than 10s");
}

TEST_F(Succession, OneWithAKeyThatItDoesNotKnowIsRefused) {
  Begin("");
  Prepare(Named("b"));
  Report report = FakeSource::Alive(WEIR_OK);
  report.unread_keys = {"/typo"};
  source('b').Answer(report);
  source('b').AnswerGood(2);
  ExpectRefused("/typo");
}

TEST_F(Succession, OneThatFailsWhereTheOldOneShowsValuesIsRefused) {
  Begin("a");
  for (const Report& report : {FakeSource::Alive(WEIR_E_UNAVAILABLE, "no answer"),
                               FakeSource::Dead(WEIR_E_INTERNAL, "no answer", Death::kSignal)}) {
    Prepare(Named("a"));
    source('a').AnswerStarted();
    source('a').Answer(report);
    ExpectRefused("no answer");
    fleet_->Dismiss("");
    loop_.Run();
  }
  Prepare(Named("a"));
  source('a').AnswerStarted();
  loop_.Advance(seconds(5));
  ExpectRefused("its collection took longer than 5s");
  EXPECT_EQ(Shown(), "a1");
}

TEST_F(Succession, OneThatFailsAsTheOldOneDoesIsAccepted) {
  Begin("a");
  before('a').Die(FakeSource::Dead(WEIR_E_INTERNAL, "gone"));
  loop_.Advance(seconds(61));
  Prepare(Named("a"));
  source('a').AnswerStarted();
  source('a').Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "no answer"));
  ExpectAccepted();
}

TEST_F(Succession, ANewcomerThatCannotDeliverYetIsAccepted) {
  Begin("a");
  Prepare(Named("ab"), {"a"});
  source('b').AnswerStarted();
  source('b').Answer(FakeSource::Alive(WEIR_E_UNAVAILABLE, "no answer"));
  ExpectAccepted();
  TakeOver();
  EXPECT_EQ(Shown(), "a1b-");
}

TEST_F(Succession, ARequestThatWaitsForAnOldOneIsAnsweredWithTheNewOne) {
  Begin("a");
  Prepare(Named("a"));
  BringUp('a', 2);
  std::optional<double> shown;
  fleet_->Gather([](std::string_view) { return true; }, seconds(10),
                 [&](const Reading& reading) { shown = collect::Shown(reading.at(0).snapshot); });
  loop_.Run();
  EXPECT_FALSE(shown);
  TakeOver();
  EXPECT_EQ(shown, 2);
}

TEST_F(Succession, WhatHasNotRunYetIsNotWaitedForWhenItIsGone) {
  fleet_ = std::make_unique<Fleet>(Named("a"), loop_, MakeSource());
  fleet_->Begin();
  bool ready = false;
  fleet_->WhenReady([&] { ready = true; });
  loop_.Run();
  Prepare(Named(""));
  EXPECT_FALSE(ready);
  TakeOver();
  EXPECT_TRUE(ready);
}

TEST_F(Succession, TheEndWaitsForThoseThatAreLeaving) {
  Begin("ab");
  Prepare(Named("a"), {"a"});
  TakeOver();
  bool stopped = false;
  fleet_->Stop([&] { stopped = true; });
  loop_.Run();
  before('a').stopped();
  loop_.Run();
  EXPECT_FALSE(stopped);
  before('b').stopped();
  loop_.Run();
  EXPECT_TRUE(stopped);
}

TEST_F(Succession, TheEndDismissesWhatIsPrepared) {
  Begin("a");
  Prepare(Named("b"));
  fleet_->Stop([] {});
  loop_.Run();
  ExpectRefused("stopped");
  EXPECT_EQ(source('b').stops, 1);
}

TEST_F(Succession, ManyReloadsLeaveNothingBehind) {
  Begin("a");
  for (int i = 2; i < 100; ++i) {
    Prepare(Named("a"));
    FakeSource* const old = &before('a');
    BringUp('a', i);
    TakeOver();
    old->stopped();
    loop_.Run();
    before_['a'] = &source('a');
  }
  EXPECT_EQ(Shown(), "a99");
  EXPECT_EQ(loop_.timers(), 0u);
}

}  // namespace
}  // namespace weir::collect
