#include "collect/fleet.h"

#include <gtest/gtest.h>

#include <map>

#include "fake_source.h"
#include "manual_loop.h"

namespace weir::collect {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class FleetTest : public ::testing::Test {
 protected:
  void Make(std::initializer_list<const char*> names) {
    for (const char* name : names) {
      config::Collector collector;
      collector.name = name;
      configuration_.collectors.push_back(collector);
    }
    Build();
  }
  void Build() {
    fleet_ = std::make_unique<Fleet>(std::make_shared<config::Configuration>(configuration_), loop_,
                                     [this](const config::Collector& config) {
                                       auto source = std::make_unique<FakeSource>();
                                       sources_[config.name] = source.get();
                                       return source;
                                     });
  }
  void Begin() {
    fleet_->Begin();
    loop_.Run();
  }
  // Begun, and each has collected once.
  void BeginUp() {
    Begin();
    for (auto& [name, source] : sources_) {
      source->AnswerStarted();
      source->AnswerGood(1);
    }
  }

  // A request's answer, once it is there.
  std::shared_ptr<std::optional<Reading>> Gather(std::string_view only = "",
                                                 Duration patience = seconds(10)) {
    auto answer = std::make_shared<std::optional<Reading>>();
    const auto wanted = [only = std::string(only)](std::string_view name) {
      return only.empty() || name == only;
    };
    fleet_->Gather(wanted, patience, [answer](Reading reading) {
      EXPECT_FALSE(*answer);
      *answer = std::move(reading);
    });
    loop_.Run();
    return answer;
  }

  FakeSource& source(const std::string& name) { return *sources_.at(name); }

  config::Configuration configuration_;
  ManualLoop loop_;
  std::map<std::string, FakeSource*> sources_;
  std::unique_ptr<Fleet> fleet_;
};

TEST_F(FleetTest, AScrapeStartsAllAtOnceAndWaitsForAll) {
  Make({"a", "b", "c"});
  BeginUp();
  const auto answer = Gather();
  for (const auto& [name, source] : sources_) EXPECT_EQ(source->collects, 2) << name;
  source("b").AnswerGood(2);
  source("a").AnswerGood(3);
  EXPECT_FALSE(*answer);
  source("c").AnswerGood(4);
  ASSERT_TRUE(*answer);
}

TEST_F(FleetTest, AReadingIsInTheOrderOfTheConfiguration) {
  Make({"z", "a", "m"});
  BeginUp();
  const auto answer = Gather();
  for (const char* name : {"m", "z", "a"}) source(name).AnswerGood(1);
  ASSERT_TRUE(*answer);
  std::string order;
  for (const View& view : **answer) order += view.config->name;
  EXPECT_EQ(order, "zam");
}

TEST_F(FleetTest, ARequestForOneTouchesThatOneOnly) {
  Make({"a", "b"});
  BeginUp();
  const auto answer = Gather("b");
  EXPECT_EQ(source("a").collects, 1);
  EXPECT_EQ(source("b").collects, 2);
  source("b").AnswerGood(2);
  ASSERT_TRUE(*answer);
  EXPECT_EQ((**answer).size(), 2u);
}

TEST_F(FleetTest, ARequestForNobodyIsAnsweredAtOnce) {
  Make({"a"});
  BeginUp();
  EXPECT_TRUE(*Gather("nobody"));
  EXPECT_TRUE(fleet_->Has("a"));
  EXPECT_FALSE(fleet_->Has("nobody"));
  EXPECT_FALSE(fleet_->Has(""));
}

TEST_F(FleetTest, WithoutCollectorsAllIsThereAtOnce) {
  Build();
  bool ready = false, stopped = false;
  Begin();
  fleet_->WhenReady([&] { ready = true; });
  EXPECT_TRUE(*Gather());
  fleet_->Stop([&] { stopped = true; });
  loop_.Run();
  EXPECT_TRUE(ready && stopped);
}

TEST_F(FleetTest, PatienceEndsTheWaitAndNotTheCollection) {
  Make({"fast", "slow"});
  BeginUp();
  const auto answer = Gather("", seconds(1));
  source("fast").AnswerGood(2);
  loop_.Advance(seconds(1) - milliseconds(1));
  EXPECT_FALSE(*answer);
  loop_.Advance(milliseconds(1));
  ASSERT_TRUE(*answer);
  EXPECT_EQ(Shown((**answer)[0].snapshot), 2);
  EXPECT_EQ(Shown((**answer)[1].snapshot), 1);
  EXPECT_TRUE((**answer)[1].up);
  EXPECT_EQ(source("slow").abandons, 0);
  source("slow").AnswerGood(3);
  const auto next = Gather();
  source("fast").AnswerGood(2);
  source("slow").AnswerGood(4);
  EXPECT_EQ(Shown((**next)[1].snapshot), 4);
  EXPECT_EQ((**next)[1].timeouts, 0u);
}

TEST_F(FleetTest, NoPatienceIsAnAnswerFromWhatIsThere) {
  Make({"a"});
  BeginUp();
  for (const Duration patience : {Duration(0), Duration(-1)}) {
    const auto answer = Gather("", patience);
    loop_.Advance(Duration(0));
    EXPECT_TRUE(*answer);
  }
}

TEST_F(FleetTest, TheFirstPageArrivesAtTheDeadlineAndTheNextWithoutWaiting) {
  Make({"good", "stuck"});
  BeginUp();
  const auto first = Gather();
  source("good").AnswerGood(2);
  loop_.Advance(seconds(5));
  ASSERT_TRUE(*first);
  EXPECT_EQ((**first)[1].state, View::State::kTimedOut);
  const auto second = Gather();
  source("good").AnswerGood(3);
  EXPECT_TRUE(*second);
}

TEST_F(FleetTest, RequestsThatOverlapAreAnsweredTogether) {
  Make({"a", "b"});
  BeginUp();
  const auto first = Gather(), second = Gather("a");
  EXPECT_EQ(source("a").collects, 2);
  source("a").AnswerGood(2);
  EXPECT_TRUE(*second);
  EXPECT_FALSE(*first);
  source("b").AnswerGood(2);
  EXPECT_TRUE(*first);
}

TEST_F(FleetTest, AnAnsweredRequestLeavesNoTimer) {
  Make({"a"});
  BeginUp();
  Gather("", std::chrono::hours(1));
  source("a").AnswerGood(2);
  EXPECT_EQ(loop_.timers(), 0u);
}

TEST_F(FleetTest, LookStartsNothing) {
  Make({"a"});
  BeginUp();
  std::optional<Reading> seen;
  fleet_->Look([&](Reading reading) { seen = std::move(reading); });
  loop_.Run();
  ASSERT_TRUE(seen);
  EXPECT_EQ(source("a").collects, 1);
}

TEST_F(FleetTest, IsReadyWhenEachHasFinishedFailedOrTimedOut) {
  Make({"fails", "hangs", "works"});
  int ready = 0;
  fleet_->WhenReady([&] { ++ready; });
  Begin();
  source("fails").Answer(FakeSource::Dead(WEIR_E_INVALID, "no"));
  source("works").AnswerStarted();
  source("works").AnswerGood(1);
  EXPECT_EQ(ready, 0);
  loop_.Advance(seconds(10));
  EXPECT_EQ(ready, 1);
  fleet_->WhenReady([&] { ++ready; });
  loop_.Run();
  EXPECT_EQ(ready, 2);
}

TEST_F(FleetTest, PhasesOfBackgroundCollectorsAreSpread) {
  for (const char* name : {"a", "scraped", "b", "c"}) {
    config::Collector collector;
    collector.name = name;
    if (collector.name != "scraped") collector.interval = seconds(30);
    configuration_.collectors.push_back(collector);
  }
  Build();
  BeginUp();
  std::string order;
  for (int second = 0; second <= 30; ++second) {
    for (auto& [name, source] : sources_) {
      if (!source->busy()) continue;
      order += name + "@" + std::to_string(second) + " ";
      source->AnswerGood(1);
    }
    loop_.Advance(seconds(1));
  }
  EXPECT_EQ(order, "a@10 b@20 c@30 ");
}

TEST_F(FleetTest, HasStoppedWhenAllAreGone) {
  Make({"a", "b"});
  BeginUp();
  bool stopped = false;
  fleet_->Stop([&] { stopped = true; });
  loop_.Run();
  source("b").stopped();
  loop_.Run();
  EXPECT_FALSE(stopped);
  source("a").stopped();
  loop_.Run();
  EXPECT_TRUE(stopped);
}

TEST_F(FleetTest, StoppingAnswersRequestsOnTheirWay) {
  Make({"a"});
  BeginUp();
  const auto answer = Gather();
  fleet_->Stop([] {});
  loop_.Run();
  EXPECT_TRUE(*answer);
}

// Collections end in every order; what is read is the same.
TEST_F(FleetTest, TheOrderInWhichTheyEndDoesNotShow) {
  Make({"a", "b", "c", "d"});
  BeginUp();
  std::string names[] = {"a", "b", "c", "d"};
  do {
    const auto answer = Gather();
    for (const auto& name : names) source(name).AnswerGood(name[0]);
    ASSERT_TRUE(*answer);
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_EQ((**answer)[i].config->name, std::string(1, static_cast<char>('a' + i)));
      EXPECT_EQ(Shown((**answer)[i].snapshot), 'a' + static_cast<int>(i));
    }
  } while (std::next_permutation(std::begin(names), std::end(names)));
}

}  // namespace
}  // namespace weir::collect
