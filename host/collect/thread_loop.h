// The loop that a running host has: a thread of its own.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "collect/loop.h"

namespace weir::collect {

class ThreadLoop : public Loop {
 public:
  ThreadLoop();
  ~ThreadLoop() override;  // runs no further task, joins

  Time Now() const override { return std::chrono::steady_clock::now(); }
  void Post(Task task) override;
  TimerId At(Time when, Task task) override;
  void Cancel(TimerId timer) override;

 private:
  void Run() noexcept;
  std::vector<Task> Wait();
  void RunDue();
  bool Stopped();

  using Timers = std::map<std::pair<Time, TimerId>, Task>;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Task> posted_;
  bool stop_ = false;
  // Below: on the loop only.
  Timers timers_;
  std::map<TimerId, Time> times_;
  TimerId last_timer_ = 0;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace weir::collect
