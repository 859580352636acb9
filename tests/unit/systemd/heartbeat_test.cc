#include "systemd/heartbeat.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include "manual_loop.h"

namespace weir::systemd {
namespace {

using collect::ManualLoop;
using std::chrono::seconds;

struct HeartbeatTest : testing::Test {
  ManualLoop workers;
  ManualLoop home;
  int beats = 0;
  std::optional<Heartbeat> heartbeat{std::in_place, std::vector<Loop*>{&workers, &home},
                                     seconds(10), [this] { ++beats; }};

  void Advance(int periods) {
    for (int i = 0; i < periods; ++i) {
      workers.Run();
      home.Advance(seconds(10));
    }
  }
};

TEST_F(HeartbeatTest, BeatsAtOnceAndInEachPeriod) {
  workers.Run();
  home.Run();
  EXPECT_EQ(beats, 1);
  Advance(1);
  workers.Run();
  home.Run();
  EXPECT_EQ(beats, 2);
  Advance(5);
  EXPECT_EQ(beats, 6);
}

TEST_F(HeartbeatTest, StopsWithTheFirstLoop) {
  Advance(2);
  const int before = beats;
  for (int i = 0; i < 10; ++i) home.Advance(seconds(10));
  EXPECT_LE(beats, before + 1);
  const int stopped = beats;
  for (int i = 0; i < 10; ++i) home.Advance(seconds(10));
  EXPECT_EQ(beats, stopped);
  Advance(3);
  EXPECT_GT(beats, stopped);
}

TEST_F(HeartbeatTest, StopsWithTheLastLoop) {
  Advance(2);
  const int before = beats;
  for (int i = 0; i < 10; ++i) workers.Run();
  EXPECT_EQ(beats, before);
}

TEST_F(HeartbeatTest, EndsWhereverItsTaskIs) {
  for (int steps = 0; steps < 4; ++steps) {
    heartbeat.emplace(std::vector<Loop*>{&workers, &home}, seconds(10), [this] { ++beats; });
    for (int step = 0; step < steps; ++step) {
      workers.Run();
      home.Run();
    }
    heartbeat.reset();
    const int before = beats;
    Advance(3);
    EXPECT_EQ(beats, before) << steps;
  }
}

}  // namespace
}  // namespace weir::systemd
