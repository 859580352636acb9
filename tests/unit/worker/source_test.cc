// The host's side with workers that behave: real processes.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "sourced.h"

namespace weir::worker {
namespace {

class SourceTest : public Sourced {};

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

}  // namespace
}  // namespace weir::worker
