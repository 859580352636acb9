// The host's side with workers that misbehave: real deaths.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <utility>

#include "sourced.h"

namespace weir::worker {
namespace {

struct Fatal {
  const char* mode;
  Death death;
  const char* text;
};

class DeathInStart : public Sourced, public testing::WithParamInterface<Fatal> {};

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
        Fatal{"start_sandbox", Death::kProtocol, "a sandbox that cannot be read"},
        Fatal{"start_version", Death::kProtocol, "version 99 of the protocol"},
        Fatal{"start_floods", Death::kProtocol, "more than 16777216 bytes in one call"}),
    [](const auto& which) { return std::string(which.param.mode); });

class DeathInCollect : public Sourced, public testing::WithParamInterface<Fatal> {};

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

class Overdue : public Sourced, public testing::WithParamInterface<const char*> {};

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

class DeathBetweenCalls : public Sourced, public testing::WithParamInterface<Fatal> {};

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
TEST_F(Sourced, ADeathThatMeetsACallIsToldOnce) {
  for (int i = 0; i < 20; ++i) {
    Make("idle_dies_soon");
    std::atomic<int> deaths = 0;
    OnLoop([&] { source_->WhenDead([&](const Report&) { ++deaths; }); });
    EXPECT_TRUE(Start().alive);
    std::promise<Report> answer;
    bool called = false;
    OnLoop([&] {  // who was told does not call, and is told on the loop
      called = deaths == 0;
      if (!called) return;
      source_->Collect(loop_.Now() + std::chrono::seconds(10),
                       [&](Report report) { answer.set_value(std::move(report)); });
    });
    if (called) ExpectDeath(Await(answer.get_future()), Death::kSignal, "died of SIGKILL");
    Stop();
    EXPECT_EQ(deaths + (called ? 1 : 0), 1);
    source_.reset();
  }
}

}  // namespace
}  // namespace weir::worker
