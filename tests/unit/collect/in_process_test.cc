#include "collect/in_process.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "fake_source.h"
#include "loop/epoll_loop.h"
#include "scripted_plugin.h"

namespace weir::collect {
namespace {

using std::chrono::seconds;

// Where a plugin's call waits until the test opens it.
class Gate {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void AwaitEntry() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

class InProcessTest : public ::testing::Test {
 protected:
  InProcessTest() { config_.name = "c"; }
  // The plugin's thread may not outlive the test: it is what the script belongs to.
  ~InProcessTest() override {
    if (source_) Stop();
  }

  void Make() { source_ = std::make_unique<InProcess>(config_, script_.plugin(), loop_); }

  // Calls that are answered on the loop.
  template <class Call>
  std::future<Report> Ask(const Call& call) {
    auto promise = std::make_shared<std::promise<Report>>();
    loop_.Post([call, promise] {
      call([promise](Report report) { promise->set_value(std::move(report)); });
    });
    return promise->get_future();
  }
  std::future<Report> BeginStart() {
    return Ask(
        [this](Source::Done done) { source_->Start(loop_.Now() + seconds(10), std::move(done)); });
  }
  std::future<Report> BeginCollect() {
    return Ask([this](Source::Done done) {
      source_->Collect(loop_.Now() + seconds(10), std::move(done));
    });
  }
  Report Start() { return BeginStart().get(); }
  Report Collect() { return BeginCollect().get(); }
  void Abandon() {
    std::promise<void> done;
    loop_.Post([&] {
      source_->Abandon();
      done.set_value();
    });
    done.get_future().get();
  }
  std::future<void> BeginStop() {
    auto promise = std::make_shared<std::promise<void>>();
    loop_.Post([this, promise] { source_->Stop([promise] { promise->set_value(); }); });
    return promise->get_future();
  }
  void Stop() {
    BeginStop().get();
    source_.reset();
  }

  // A plugin with the gauge `g`, at that value.
  void ShowGauge(double value) {
    script_.collect = [value](const weir_host* host, const weir_sink* sink, weir_error*) {
      Push(sink, AddSeries(host, AddGauge(host, "g")), value);
      return WEIR_OK;
    };
  }

  ScriptedPlugin script_;
  config::Collector config_;
  EpollLoop loop_;
  std::unique_ptr<InProcess> source_;
};

TEST_F(InProcessTest, ShowsWhatThePluginPushed) {
  ShowGauge(7);
  Make();
  EXPECT_TRUE(Start().alive);
  const Report report = Collect();
  EXPECT_TRUE(report.alive);
  EXPECT_EQ(report.outcome.status, WEIR_OK);
  ASSERT_TRUE(report.snapshot);
  EXPECT_EQ(Shown(*report.snapshot), 7);
}

TEST_F(InProcessTest, GivesThePluginItsConfigurationAndDeadline) {
  config_.config = R"({"a":1})";
  std::string config;
  uint64_t deadline = 0, now = 0;
  script_.create = [&](const weir_host*, weir_str text, weir_error*) {
    config.assign(text.ptr, text.len);
    return WEIR_OK;
  };
  script_.collect = [&](const weir_host*, const weir_sink* sink, weir_error*) {
    deadline = sink->deadline_ns;
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    now = static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(time.tv_nsec);
    return WEIR_OK;
  };
  Make();
  Start();
  Collect();
  EXPECT_EQ(config, R"({"a":1})");
  EXPECT_GT(deadline, now);
  EXPECT_LE(deadline, now + 10'000'000'000);
}

TEST_F(InProcessTest, AppliesLabelsLimitsAndTimestampsOfTheConfiguration) {
  config_.labels = {{"site", "fra1"}};
  config_.limits.series = 1;
  config_.honor_timestamps = true;
  script_.collect = [](const weir_host* host, const weir_sink* sink, weir_error*) {
    const weir_slot slot = AddSeries(host, AddGauge(host, "g"));
    EXPECT_EQ(AddGauge(host, "over"), 0u);
    const double value = 1;
    const int64_t time = 1234;
    sink->push(sink, &slot, &value, &time, 1);
    return WEIR_OK;
  };
  Make();
  Start();
  const Report report = Collect();
  EXPECT_EQ(report.refused[static_cast<size_t>(series::Refused::kLimit)], 1u);
  EXPECT_NE(report.last_refusal.find("limit of 1"), std::string::npos);
  EXPECT_EQ(report.snapshot->table->families[0]->blocks[0]->text, "site=\"fra1\"");
  EXPECT_EQ(report.snapshot->samples->timestamps[1], 1234);
}

TEST_F(InProcessTest, AStartThatFailsSaysWhyAndCanBeTriedAgain) {
  script_.create = [](const weir_host*, weir_str, weir_error* err) {
    return weir_fail(err, WEIR_E_INVALID, "no port");
  };
  Make();
  const Report failed = Start();
  EXPECT_FALSE(failed.alive);
  EXPECT_EQ(failed.outcome.status, WEIR_E_INVALID);
  EXPECT_EQ(failed.outcome.message, "no port");
  script_.create = [](auto&&...) { return WEIR_OK; };
  ShowGauge(1);
  EXPECT_TRUE(Start().alive);
  EXPECT_EQ(Shown(*Collect().snapshot), 1);
}

TEST_F(InProcessTest, ADescribeThatFailsIsDestroyedAndItsFamiliesAreForgotten) {
  script_.describe = [](const weir_host* host, weir_error* err) {
    AddGauge(host, "half");
    return weir_fail(err, WEIR_E_UNAVAILABLE, "down");
  };
  Make();
  EXPECT_FALSE(Start().alive);
  EXPECT_EQ(script_.destroyed, 1);
  script_.describe = [](auto&&...) { return WEIR_OK; };
  EXPECT_TRUE(Start().alive);
  EXPECT_TRUE(Collect().snapshot->table->families.empty());
}

TEST_F(InProcessTest, RefusalsOfDescribeAreReported) {
  script_.describe = [](const weir_host* host, weir_error*) {
    AddGauge(host, "");
    AddGauge(host, "weir_mine");
    return WEIR_OK;
  };
  Make();
  const Report report = Start();
  EXPECT_TRUE(report.alive);
  EXPECT_EQ(report.refused, (series::RefusalCounts{1, 0, 1, 0, 0}));
}

TEST_F(InProcessTest, UnreadKeysAreReported) {
  config_.config = R"({"a":1,"b":2})";
  script_.create = [](const weir_host* host, weir_str, weir_error*) {
    const auto* get =
        static_cast<const weir_ext_config*>(host->get_extension(host, WEIR_EXT_CONFIG));
    int64_t value = 0;
    get->get_int(host, Str("/a"), &value);
    return WEIR_OK;
  };
  Make();
  EXPECT_EQ(Start().unread_keys, std::vector<std::string>{"/b"});
}

TEST_F(InProcessTest, AnExceptionIsAFailureOfThatCallOnly) {
  Make();
  Start();
  script_.collect = [](auto&&...) -> weir_status { throw std::runtime_error("boom"); };
  const Report report = Collect();
  EXPECT_EQ(report.outcome.status, WEIR_E_INTERNAL);
  EXPECT_NE(report.outcome.message.find("boom"), std::string::npos);
  EXPECT_TRUE(report.alive);
  EXPECT_FALSE(report.snapshot);
  ShowGauge(3);
  EXPECT_EQ(Shown(*Collect().snapshot), 3);
}

// ---- Transactions ---------------------------------------------------------------------------

TEST_F(InProcessTest, NothingOfAFailedCollectTakesEffect) {
  Make();
  Start();
  script_.collect = [](const weir_host* host, const weir_sink* sink, weir_error*) {
    Push(sink, AddSeries(host, AddGauge(host, "failed")), 1);
    return WEIR_E_UNAVAILABLE;
  };
  EXPECT_FALSE(Collect().snapshot);
  ShowGauge(2);
  const Report report = Collect();
  ASSERT_EQ(report.snapshot->table->families.size(), 1u);
  EXPECT_EQ(report.snapshot->table->families[0]->family->name, "g");
}

TEST_F(InProcessTest, NothingOfACollectWithoutDataTakesEffect) {
  Make();
  Start();
  script_.collect = [](const weir_host* host, const weir_sink* sink, weir_error*) {
    Push(sink, AddSeries(host, AddGauge(host, "empty")), 1);
    return WEIR_NO_DATA;
  };
  const Report report = Collect();
  EXPECT_TRUE(report.outcome.ok());
  EXPECT_FALSE(report.snapshot);
}

TEST_F(InProcessTest, PartialTakesEffect) {
  Make();
  Start();
  script_.collect = [](const weir_host* host, const weir_sink* sink, weir_error* err) {
    Push(sink, AddSeries(host, AddGauge(host, "g")), 5);
    return weir_fail(err, WEIR_PARTIAL, "half");
  };
  const Report report = Collect();
  EXPECT_EQ(report.outcome.status, WEIR_PARTIAL);
  EXPECT_EQ(Shown(*report.snapshot), 5);
}

// ---- Deadlines ------------------------------------------------------------------------------

TEST_F(InProcessTest, ValuesOfALateCollectAreThrownAwayItsDefinitionsAreKept) {
  Gate gate;
  weir_slot slot = 0;
  Make();
  Start();
  script_.collect = [&](const weir_host* host, const weir_sink* sink, weir_error*) {
    gate.Pass();
    EXPECT_TRUE(sink->cancelled(sink));
    slot = AddSeries(host, AddGauge(host, "g"));
    Push(sink, slot, 1);
    return WEIR_OK;
  };
  auto late = BeginCollect();
  gate.AwaitEntry();
  Abandon();
  gate.Open();
  EXPECT_FALSE(late.get().snapshot);
  // The plugin believes that it has that slot, and may go on using it.
  script_.collect = [&](const weir_host*, const weir_sink* sink, weir_error*) {
    EXPECT_FALSE(sink->cancelled(sink));
    Push(sink, slot, 2);
    return WEIR_OK;
  };
  const Report report = Collect();
  EXPECT_EQ(Shown(*report.snapshot), 2);
  EXPECT_EQ(report.dropped, series::DropCounts{});
}

// The deadline may pass while the thread has not come to the call yet.
TEST_F(InProcessTest, ACallThatIsLateBeforeItBeginsKnowsIt) {
  Gate gate;
  bool cancelled = false;
  Make();
  script_.describe = [&](auto&&...) {
    gate.Pass();
    return WEIR_OK;
  };
  script_.collect = [&](const weir_host*, const weir_sink* sink, weir_error*) {
    cancelled = sink->cancelled(sink);
    return WEIR_OK;
  };
  auto start = BeginStart();
  gate.AwaitEntry();
  auto collect = BeginCollect();  // queued behind the start
  Abandon();
  gate.Open();
  start.get();
  EXPECT_FALSE(collect.get().snapshot);
  EXPECT_TRUE(cancelled);
}

TEST_F(InProcessTest, StopWaitsForAStuckCallWithoutHoldingTheLoop) {
  Gate gate;
  Make();
  Start();
  script_.collect = [&](auto&&...) {
    gate.Pass();
    return WEIR_OK;
  };
  auto collect = BeginCollect();
  gate.AwaitEntry();
  auto stop = BeginStop();
  std::promise<void> alive;
  loop_.Post([&] { alive.set_value(); });
  alive.get_future().get();
  EXPECT_EQ(script_.destroyed, 0);
  gate.Open();
  stop.get();
  EXPECT_EQ(script_.destroyed, 1);
  source_.reset();
}

TEST_F(InProcessTest, ASourceThatGoesLeavesAStuckThreadToItself) {
  auto gate = std::make_shared<Gate>();
  Make();
  Start();
  script_.collect = [gate](auto&&...) {
    gate->Pass();
    return WEIR_OK;
  };
  auto collect = BeginCollect();
  gate->AwaitEntry();
  std::promise<void> destroyed;
  script_.destroy = [&] { destroyed.set_value(); };
  source_.reset();
  gate->Open();
  collect.get();  // answered even so
  destroyed.get_future().get();
}

TEST_F(InProcessTest, StopDestroysTheInstanceOnce) {
  Make();
  Start();
  Stop();
  EXPECT_EQ(script_.created, 1);
  EXPECT_EQ(script_.destroyed, 1);
}

TEST_F(InProcessTest, StopWithoutAnInstanceIsOverAtOnce) {
  Make();
  Stop();
  EXPECT_EQ(script_.destroyed, 0);
}

// ---- Instances beside each other ------------------------------------------------------------

TEST_F(InProcessTest, InstancesOfOnePluginRunAtTheSameTime) {
  config::Collector other_config = config_;
  other_config.name = "other";
  Gate gate;
  std::atomic<int> inside{0};
  std::promise<void> both;
  script_.collect = [&](auto&&...) {
    if (++inside == 2) both.set_value();
    gate.Pass();
    return WEIR_OK;
  };
  Make();
  auto other = std::make_unique<InProcess>(other_config, script_.plugin(), loop_);
  Start();
  Ask([&](Source::Done done) { other->Start(loop_.Now(), std::move(done)); }).get();
  auto first = BeginCollect();
  auto second =
      Ask([&](Source::Done done) { other->Collect(loop_.Now() + seconds(10), std::move(done)); });
  both.get_future().get();  // would never come if one waited for the other
  gate.Open();
  first.get();
  second.get();
  std::promise<void> gone;
  loop_.Post([&] { other->Stop([&] { gone.set_value(); }); });
  gone.get_future().get();
}

TEST_F(InProcessTest, ThreadsOfThePluginThatPushTooLateDoNoHarm) {
  std::thread late;
  Gate gate;
  Make();
  Start();
  script_.collect = [&](const weir_host* host, const weir_sink* sink, weir_error*) {
    const weir_slot slot = AddSeries(host, AddGauge(host, "g"));
    Push(sink, slot, 1);
    late = std::thread([&gate, host, sink, slot] {
      gate.Pass();
      for (int i = 0; i < 1000; ++i) {
        Push(sink, slot, 99);
        AddGauge(host, "late");
      }
    });
    return WEIR_OK;
  };
  const Report report = Collect();
  gate.Open();
  script_.collect = [](auto&&...) { return WEIR_NO_DATA; };
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(Collect().snapshot);
  late.join();
  EXPECT_EQ(Shown(*report.snapshot), 1);
}

TEST_F(InProcessTest, LogLinesOfThePluginCarryItsNameAndAreText) {
  script_.describe = [](const weir_host* host, weir_error*) {
    host->log(host, WEIR_LOG_ERROR, Str("disk\xFF on fire"));
    host->log(host, WEIR_LOG_DEBUG, Str("hidden"));
    return WEIR_OK;
  };
  ::testing::internal::CaptureStderr();
  Make();
  Start();
  Stop();
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("level=error msg=\"disk? on fire\" collector=c"), std::string::npos) << log;
  EXPECT_EQ(log.find("hidden"), std::string::npos);
}

TEST_F(InProcessTest, AFloodOfLogLinesIsHeldBack) {
  script_.describe = [](const weir_host* host, weir_error*) {
    for (int i = 0; i < 10000; ++i) {
      const std::string line = "flood " + std::to_string(i);
      host->log(host, WEIR_LOG_ERROR, Str(line));
    }
    return WEIR_OK;
  };
  ::testing::internal::CaptureStderr();
  Make();
  Start();
  Stop();
  const std::string log = ::testing::internal::GetCapturedStderr();
  size_t lines = 0;
  for (size_t at = log.find("msg=\"flood"); at != std::string::npos;
       at = log.find("msg=\"flood", at + 1))
    ++lines;
  EXPECT_GE(lines, 20u);
  EXPECT_LT(lines, 200u);
}

}  // namespace
}  // namespace weir::collect
