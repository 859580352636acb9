// A loop whose clock a test moves.
#pragma once

#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "loop/loop.h"

namespace weir::collect {

class ManualLoop : public Loop {
 public:
  Time Now() const override { return now_; }
  void Post(Task task) override {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(task));
  }
  TimerId At(Time when, Task task) override {
    timers_.emplace(std::pair(when, ++last_), std::move(task));
    return last_;
  }
  void Cancel(TimerId timer) override {
    std::erase_if(timers_, [timer](const auto& entry) { return entry.first.second == timer; });
  }

  // Runs what was posted, and what that posts.
  void Run() {
    for (auto tasks = Take(); !tasks.empty(); tasks = Take()) {
      for (const Task& task : tasks) task();
    }
  }

  // Lets that time go by; timers run at their time, one after the other.
  void Advance(Duration duration) {
    const Time end = now_ + duration;
    Run();
    while (!timers_.empty() && timers_.begin()->first.first <= end) {
      const auto first = timers_.begin();
      now_ = std::max(now_, first->first.first);
      const Task task = std::move(first->second);
      timers_.erase(first);
      task();
      Run();
    }
    now_ = end;
  }

  // Lets time pass without anything running, as a stopped machine does.
  void Sleep(Duration duration) { now_ += duration; }

  size_t timers() const { return timers_.size(); }

 private:
  std::vector<Task> Take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(posted_, {});
  }

  Time now_{std::chrono::hours(1000)};
  std::map<std::pair<Time, TimerId>, Task> timers_;
  TimerId last_ = 0;
  std::mutex mutex_;
  std::vector<Task> posted_;
};

}  // namespace weir::collect
