// The host's side against workers that misbehave: real processes, real deaths.
#include "worker/worker_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <future>
#include <optional>
#include <set>
#include <thread>

namespace weir::worker {
namespace {

using collect::Death;
using collect::Report;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr seconds kLongEnough(20);

class SourceTest : public testing::Test {
 protected:
  ~SourceTest() override {
    if (source_) Stop();
    source_.reset();
    workshop_.reset();
    ExpectNoChildren();
  }

  // A collector whose worker is of that mode.
  void Make(const std::string& mode, size_t output_bytes = size_t{16} << 20) {
    config_.name = mode;
    config_.process_limits.output_bytes = output_bytes;
    auto file = std::make_shared<plugin::PluginFile>();
    file->path = "/somewhere/fake.so";
    file->by_path = "there is none";
    auto workshop = Workshop::Open(WEIR_FAKE_WORKER);
    ASSERT_TRUE(workshop) << workshop.error().message;
    workshop_ = std::move(*workshop);
    source_ =
        std::make_unique<WorkerSource>(config_, plugin::Found{file, ""}, "", *workshop_, loop_);
    OnLoop([this] {
      source_->WhenDead([this](Report report) { died_.set_value(std::move(report)); });
    });
  }

  void OnLoop(const std::function<void()>& call) {
    std::promise<void> done;
    loop_.Post([&] {
      call();
      done.set_value();
    });
    done.get_future().get();
  }
  // The answer to a call, which must come.
  Report Await(std::future<Report> future) {
    EXPECT_EQ(future.wait_for(kLongEnough), std::future_status::ready);
    return future.get();
  }
  std::future<Report> BeginStart() {
    auto promise = std::make_shared<std::promise<Report>>();
    OnLoop([&] {
      source_->Start(loop_.Now() + seconds(10),
                     [promise](Report report) { promise->set_value(std::move(report)); });
    });
    return promise->get_future();
  }
  std::future<Report> BeginCollect() {
    auto promise = std::make_shared<std::promise<Report>>();
    OnLoop([&] {
      source_->Collect(loop_.Now() + seconds(10),
                       [promise](Report report) { promise->set_value(std::move(report)); });
    });
    return promise->get_future();
  }
  Report Start() { return Await(BeginStart()); }
  Report Collect() { return Await(BeginCollect()); }
  Report AwaitDeath() {
    Report report = Await(died_.get_future());
    died_ = {};
    return report;
  }
  void Abandon() {
    OnLoop([this] { source_->Abandon(); });
  }
  void Stop() {
    auto gone = std::make_shared<std::promise<void>>();
    OnLoop([&] { source_->Stop([gone] { gone->set_value(); }); });
    EXPECT_EQ(gone->get_future().wait_for(kLongEnough), std::future_status::ready);
  }
  collect::Facts Facts() {
    collect::Facts facts;
    OnLoop([&] { facts = source_->Look(); });
    return facts;
  }

  static double Value(const Report& report, size_t index) {
    return report.snapshot ? report.snapshot->samples->values.at(index + 1) : -1;
  }
  static void ExpectDeath(const Report& report, Death death, const std::string& text) {
    EXPECT_FALSE(report.alive);
    EXPECT_EQ(Name(report.death), Name(death));
    EXPECT_THAT(report.outcome.message, HasSubstr(text));
    EXPECT_LT(report.outcome.status, 0);
  }
  static bool HasChildren() {
    siginfo_t info{};
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
  }
  static void AwaitNoChildren() {
    const auto until = std::chrono::steady_clock::now() + kLongEnough;
    while (HasChildren() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    ExpectNoChildren();
  }
  static void ExpectNoChildren() {
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
    EXPECT_EQ(errno, ECHILD);
  }

  config::Collector config_;
  EpollLoop loop_;
  std::unique_ptr<Workshop> workshop_;
  std::unique_ptr<WorkerSource> source_;
  std::promise<Report> died_;
};

TEST_F(SourceTest, StartsCollectsAndStops) {
  Make("good");
  EXPECT_TRUE(Start().alive);
  for (int i = 1; i <= 3; ++i) {
    const Report report = Collect();
    EXPECT_TRUE(report.alive);
    EXPECT_EQ(Value(report, 0), i);
  }
}

TEST_F(SourceTest, KnowsThePluginAndItsProcess) {
  Make("good");
  EXPECT_FALSE(Facts().cpu_seconds);
  Start();
  Collect();
  const collect::Facts facts = Facts();
  EXPECT_EQ(facts.plugin, "fake");
  EXPECT_EQ(facts.version, "1.0");
  EXPECT_FALSE(facts.stuck);
  EXPECT_GT(facts.cpu_seconds.value_or(0), 0);
  EXPECT_GT(facts.resident_bytes.value_or(0), 100'000);
  EXPECT_EQ(facts.open_fds.value_or(0), 6);  // 0 to 4, and the executable
}

TEST_F(SourceTest, TheWorkerHasNothingOfTheHostButWhatItIsMeantToHave) {
  const int leaked = dup(STDERR_FILENO);  // without O_CLOEXEC
  Make("describes_itself");
  Start();
  const Report report = Collect();
  close(leaked);
  EXPECT_EQ(Value(report, 0), 0b1011111) << "descriptors";
  EXPECT_EQ(Value(report, 1), 1) << "its parent";
  EXPECT_EQ(Value(report, 2), 1) << "blocked signals";
  EXPECT_EQ(Value(report, 3), 1) << "its process group";
}

TEST_F(SourceTest, WhatItWritesIsLoggedLineByLine) {
  Make("prints");
  testing::internal::CaptureStderr();
  Start();
  Stop();
  source_.reset();
  const std::string log = testing::internal::GetCapturedStderr();
  for (const char* line : {"msg=\"line 0\"", "msg=\"line 2\"", "msg=\"and no endof it\""}) {
    EXPECT_THAT(log, HasSubstr(std::string("level=info ") + line + " collector=prints"));
  }
}

TEST_F(SourceTest, AFrameMayComeByteByByte) {
  Make("collect_drips");
  Start();
  EXPECT_EQ(Value(Collect(), 0), 1);
}

TEST_F(SourceTest, AStartThatRefusesIsItsOwnAnswer) {
  Make("start_refuses");
  ExpectDeath(Start(), Death::kStart, "does not like it");
  EXPECT_EQ(Start().outcome.status, WEIR_E_INVALID);  // and it may be tried again
}

TEST_F(SourceTest, OneThatRefusesAndLivesOnIsEnded) {
  Make("start_refuses_and_hangs");
  auto answer = BeginStart();
  ExpectDeath(Await(std::move(answer)), Death::kStart, "does not like it");
}

TEST_F(SourceTest, AWorkerThatIsNotThereIsAFailedStart) {
  config_.name = "none";
  const std::string copy = testing::TempDir() + "weir-worker-" + std::to_string(getpid());
  std::filesystem::copy_file(WEIR_FAKE_WORKER, copy);
  auto opened = Workshop::Open(copy);
  ASSERT_TRUE(opened);
  // Its descriptor is open, so that what was there at first is still started.
  std::filesystem::remove(copy);
  Make("good");
  source_.reset();
  workshop_ = std::move(*opened);
  source_ = std::make_unique<WorkerSource>(
      config_, plugin::Found{std::make_shared<plugin::PluginFile>(), ""}, "", *workshop_, loop_);
  EXPECT_TRUE(Start().alive);
  EXPECT_FALSE(Workshop::Open(copy));
}

// ---- Deaths ------------------------------------------------------------------------------------

struct Fatal {
  const char* mode;
  Death death;
  const char* text;
};

class DeathInStart : public SourceTest, public testing::WithParamInterface<Fatal> {};

TEST_P(DeathInStart, IsTheAnswerAndTheNextStartMayCome) {
  Make(GetParam().mode);
  for (int i = 0; i < 2; ++i) ExpectDeath(Start(), GetParam().death, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, DeathInStart,
    testing::Values(
        Fatal{"start_exits", Death::kExit, "exited with status 3 while it loaded the plugin"},
        Fatal{"start_dies", Death::kSignal, "died of SIGKILL while it loaded the plugin"},
        Fatal{"start_garbage", Death::kProtocol, "broke the protocol: bytes that are no frame"},
        Fatal{"start_long", Death::kProtocol, "of 4294967295 bytes, more than"},
        Fatal{"start_version", Death::kProtocol, "version 99 of the protocol"},
        Fatal{"start_floods", Death::kProtocol, "more than 16777216 bytes in one call"}),
    [](const auto& which) { return std::string(which.param.mode); });

class DeathInCollect : public SourceTest, public testing::WithParamInterface<Fatal> {};

TEST_P(DeathInCollect, IsTheAnswerAndTheNextStartMayCome) {
  Make(GetParam().mode, size_t{1} << 20);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(Start().alive);
    ExpectDeath(Collect(), GetParam().death, GetParam().text);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Ways, DeathInCollect,
    testing::Values(Fatal{"collect_exits", Death::kExit, "exited with status 0 in collect"},
                    Fatal{"collect_crashes", Death::kSignal,
                          "died of SIGSEGV in collect at fake.so+0xabc"},
                    Fatal{"collect_garbage", Death::kProtocol, "bytes that are no frame"},
                    Fatal{"collect_floods", Death::kProtocol, "more than 1048576 bytes"},
                    Fatal{"collect_floods_log", Death::kProtocol, "log lines without end"},
                    Fatal{"collect_closes_socket", Death::kProtocol, "it closed its socket"}),
    [](const auto& which) { return std::string(which.param.mode); });

class Overdue : public SourceTest, public testing::WithParamInterface<const char*> {};

TEST_P(Overdue, IsEndedWhenItIsAbandoned) {
  Make(GetParam());
  auto answer = BeginStart();
  if (std::string_view(GetParam()).starts_with("collect")) {
    EXPECT_TRUE(Await(std::move(answer)).alive);
    answer = BeginCollect();
  }
  EXPECT_EQ(answer.wait_for(milliseconds(50)), std::future_status::timeout);
  Abandon();
  const Report report = Await(std::move(answer));
  ExpectDeath(report, Death::kDeadline, "at its deadline");
  EXPECT_EQ(report.outcome.status, WEIR_E_TIMEOUT);
}

INSTANTIATE_TEST_SUITE_P(Ways, Overdue,
                         testing::Values("start_hangs", "start_half_header", "collect_hangs",
                                         "collect_stops_itself"),
                         [](const auto& which) { return std::string(which.param); });

class DeathBetweenCalls : public SourceTest, public testing::WithParamInterface<Fatal> {};

TEST_P(DeathBetweenCalls, IsTold) {
  Make(GetParam().mode);
  EXPECT_TRUE(Start().alive);
  EXPECT_TRUE(Collect().alive);
  ExpectDeath(AwaitDeath(), GetParam().death, GetParam().text);
  EXPECT_TRUE(Start().alive);
}

INSTANTIATE_TEST_SUITE_P(
    Ways, DeathBetweenCalls,
    testing::Values(Fatal{"idle_dies", Death::kSignal, "died of SIGKILL between two calls"},
                    Fatal{"idle_exits", Death::kExit, "exited with status 7 between two calls"},
                    Fatal{"idle_speaks", Death::kProtocol, "\"end\" where none belongs"}),
    [](const auto& which) { return std::string(which.param.mode); });

// The answer to the call brings the news of a death that nobody was told of yet.
TEST_F(SourceTest, ADeathThatMeetsACallIsToldOnce) {
  for (int i = 0; i < 20; ++i) {
    Make("idle_dies_soon");
    std::atomic<int> deaths = 0;
    OnLoop([&] { source_->WhenDead([&](const Report&) { ++deaths; }); });
    EXPECT_TRUE(Start().alive);
    int answers = 0;
    if (deaths == 0) {
      ExpectDeath(Collect(), Death::kSignal, "died of SIGKILL");
      answers = 1;
    }
    Stop();
    EXPECT_EQ(deaths + answers, 1);
    source_.reset();
  }
}

TEST_F(SourceTest, WhomAWorkerLeavesBehindInItsGroupGoesWithIt) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  Make("collect_forks");
  Start();
  const auto child = static_cast<pid_t>(Value(Collect(), 1));
  ASSERT_GT(child, 0);
  AwaitDeath();
  // It is ours now, as every orphan would be process 1's.
  const auto reaped = [&] {
    std::promise<void> done;
    workshop_->loop().Post([&] {
      workshop_->strangers().Reap();
      done.set_value();
    });
    done.get_future().get();
    return kill(child, 0) != 0;
  };
  const auto until = std::chrono::steady_clock::now() + kLongEnough;
  while (!reaped() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_TRUE(reaped());
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST_F(SourceTest, StrangersAreReapedAndOnesOwnAreNot) {
  const pid_t stranger = fork();
  if (stranger == 0) _exit(0);
  const pid_t own = fork();
  if (own == 0) _exit(0);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(own), &info, WEXITED | WNOWAIT);
  waitid(P_PID, static_cast<id_t>(stranger), &info, WEXITED | WNOWAIT);
  Strangers strangers(loop_);
  strangers.Own(own);
  strangers.Reap();
  EXPECT_EQ(waitpid(own, nullptr, WNOHANG), own);
  strangers.Disown(own);
  strangers.Reap();
  ExpectNoChildren();
}

// ---- The end -----------------------------------------------------------------------------------

TEST_F(SourceTest, AStopWhileACallIsUnderWayLetsItEnd) {
  Make("collect_drips");
  Start();
  auto answer = BeginCollect();
  Stop();
  EXPECT_THROW(answer.get(), std::future_error) << "there was an answer after the stop";
  source_.reset();
}

TEST_F(SourceTest, AStopThatHangsEndsAllTheSame) {
  Make("stop_hangs");
  Start();
  Stop();
  source_.reset();
}

TEST_F(SourceTest, AStopWithoutAWorkerIsAtOnce) {
  Make("good");
  Stop();
  source_.reset();
}

TEST_F(SourceTest, OneThatIsThrownAwayTakesItsWorkerWithIt) {
  Make("good");
  Start();
  source_.reset();
  AwaitNoChildren();
}

TEST_F(SourceTest, TheWorkshopsEndIsTheWorkersEnd) {
  Make("good");
  Start();
  source_.reset();
  workshop_.reset();
  while (waitpid(-1, nullptr, 0) > 0) {  // it does not wait for those whom it has killed
  }
  ExpectNoChildren();
}

}  // namespace
}  // namespace weir::worker
