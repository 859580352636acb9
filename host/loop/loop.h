// One thread that runs tasks and timers, one after the other.  All decisions about collectors and
// connections are made on it, so that they need no locks; tests drive them with a clock of their
// own.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace weir {

using Duration = std::chrono::nanoseconds;
using Time = std::chrono::steady_clock::time_point;  // CLOCK_MONOTONIC
using Task = std::function<void()>;
using TimerId = uint64_t;  // 0 is no timer

class Loop {
 public:
  virtual ~Loop() = default;

  virtual Time Now() const = 0;  // any thread
  // Runs the task soon, on the loop.  Any thread; after the loop's end the task is forgotten.
  virtual void Post(Task task) = 0;
  // Runs the task at that time or soon after.  On the loop only.
  virtual TimerId At(Time when, Task task) = 0;
  // Forgets a timer that has not run; others are ignored.  On the loop only.
  virtual void Cancel(TimerId timer) = 0;
};

}  // namespace weir
