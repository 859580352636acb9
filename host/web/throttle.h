// Lets an event through now and then and counts the others: for log lines that a client could cause
// at will.  Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

namespace weir::web {

class Throttle {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Throttle(Clock::duration pause) : pause_(pause) {}

  // If this one may pass: how many have not since the last that did.
  std::optional<uint64_t> Pass(Clock::time_point now = Clock::now()) {
    const std::lock_guard lock(mutex_);
    if (next_ && now < *next_) {
      ++held_;
      return std::nullopt;
    }
    next_ = now + pause_;
    const uint64_t held = held_;
    held_ = 0;
    return held;
  }

 private:
  const Clock::duration pause_;
  std::mutex mutex_;
  std::optional<Clock::time_point> next_;
  uint64_t held_ = 0;
};

}  // namespace weir::web
