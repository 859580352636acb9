// A collector whose worker is a fake one that misbehaves as it is told.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include "worker/worker_source.h"

namespace weir::worker {

using collect::Death;
using collect::Report;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

inline constexpr seconds kLongEnough(20);

class Sourced : public testing::Test {
 protected:
  ~Sourced() override {
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

}  // namespace weir::worker
