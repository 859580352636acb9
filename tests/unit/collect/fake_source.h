// A source that answers when the test says so.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "collect/source.h"
#include "families.h"
#include "recorded.h"

namespace weir::collect {

class FakeSource : public Source {
 public:
  void Start(Time deadline, Done done) override {
    EXPECT_FALSE(busy());
    EXPECT_FALSE(alive_);
    ++starts;
    last_deadline = deadline;
    done_ = std::move(done);
  }
  void Collect(Time deadline, Done done) override {
    EXPECT_FALSE(busy());
    EXPECT_TRUE(alive_);
    ++collects;
    last_deadline = deadline;
    done_ = std::move(done);
  }
  void Abandon() override { ++abandons; }
  void Stop(Task done) override {
    ++stops;
    stopped = std::move(done);
  }

  void WhenDead(const Done& died) override { died_ = died; }
  Facts Look() const override { return facts; }

  bool busy() const { return static_cast<bool>(done_); }
  void Answer(Report report) {
    ASSERT_TRUE(busy()) << "nothing is under way";
    alive_ = report.alive;
    std::exchange(done_, nullptr)(std::move(report));
  }
  void AnswerGood(double value) { Answer(Good(value)); }
  void AnswerStarted() { Answer(Alive(WEIR_OK)); }

  // An instance is there, and the call ended like that.
  static Report Alive(weir_status status, std::string message = "") {
    Report report;
    report.outcome = {status, std::move(message), 0, {}};
    report.alive = true;
    return report;
  }
  // It shows the gauge `g`.
  static Report Good(double value, weir_status status = WEIR_OK, std::string message = "") {
    Report report = Alive(status, std::move(message));
    series::Recorded recorded;
    recorded.Push(recorded.Add(series::Gauge("g")), value);
    report.snapshot = recorded.Commit();
    return report;
  }
  static Report Dead(weir_status status, std::string message, Death death = Death::kStart) {
    Report report = Alive(status, std::move(message));
    report.alive = false;
    report.death = death;
    return report;
  }
  // Ends while nothing is asked of it.
  void Die(Report report) {
    ASSERT_FALSE(busy());
    alive_ = false;
    died_(std::move(report));
  }

  int starts = 0, collects = 0, abandons = 0, stops = 0;
  Time last_deadline{};
  Task stopped;
  Facts facts;

 private:
  Done done_, died_;
  bool alive_ = false;
};

// The value of `g` that a view shows, or nothing.
inline std::optional<double> Shown(const series::Snapshot& snapshot) {
  if (!snapshot.samples || !snapshot.table) return {};
  return snapshot.samples->values[snapshot.table->families.at(0)->blocks.at(0)->lines.at(0).slot];
}

}  // namespace weir::collect
