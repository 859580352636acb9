// One collector over a fake source and a clock of the test's own.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "collect/collector.h"
#include "fake_source.h"
#include "manual_loop.h"

namespace weir::collect {

using std::chrono::milliseconds;
using std::chrono::seconds;

class CollectorTest : public ::testing::Test {
 protected:
  CollectorTest() {
    config_.name = "c";
    config_.timeout = seconds(5);
    config_.start_timeout = seconds(10);
  }

  void Begin(Duration first_tick = Duration(0)) {
    auto source = std::make_unique<FakeSource>();
    source_ = source.get();
    collector_ = std::make_unique<Collector>(std::make_shared<config::Collector>(config_), loop_,
                                             std::move(source), first_tick);
    collector_->Begin();
    loop_.Run();
  }
  // Begun, started, and the first collection shows 1.
  void BeginUp(Duration first_tick = Duration(0)) {
    Begin(first_tick);
    source_->AnswerStarted();
    source_->AnswerGood(1);
  }
  // Begun, and hanging in a collection whose deadline has passed.
  void BeginOverdue() {
    BeginUp();
    Scrape();
    loop_.Advance(config_.timeout);
  }

  // A scrape; the answer says whether it has been released.
  std::shared_ptr<bool> Scrape() {
    auto released = std::make_shared<bool>(false);
    collector_->Refresh([released] {
      EXPECT_FALSE(*released);
      *released = true;
    });
    return released;
  }

  View Look() const { return collector_->Look(); }
  uint64_t Restarts(Death death) const { return Look().restarts[static_cast<size_t>(death)]; }
  std::optional<double> Shown() const { return collect::Shown(Look().snapshot); }
  void ExpectState(View::State state) const {
    EXPECT_EQ(Look().state, state) << Name(Look().state);
    EXPECT_EQ(Look().up, state == View::State::kUp);
    EXPECT_EQ(Look().error.empty(), state == View::State::kUp || state == View::State::kStarting)
        << Look().error;
  }

  config::Collector config_;
  ManualLoop loop_;
  FakeSource* source_ = nullptr;
  std::unique_ptr<Collector> collector_;
};

}  // namespace weir::collect
