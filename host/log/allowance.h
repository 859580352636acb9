// How many lines a plugin may log: a burst of 20, then one a second.  Any thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace weir::log {

class Allowance {
 public:
  static constexpr double kBurst = 20;

  // If a line may be written now: how many were held back since the last one that was.
  std::optional<uint64_t> Take(std::chrono::steady_clock::time_point now) {
    const std::lock_guard lock(mutex_);
    const double seconds = last_ ? std::chrono::duration<double>(now - *last_).count() : 0;
    last_ = now;
    lines_ = std::min(kBurst, lines_ + std::max(seconds, 0.0));
    if (lines_ < 1) {
      ++held_;
      return {};
    }
    lines_ -= 1;
    return std::exchange(held_, 0);
  }

 private:
  std::mutex mutex_;
  std::optional<std::chrono::steady_clock::time_point> last_;
  double lines_ = kBurst;
  uint64_t held_ = 0;
};

}  // namespace weir::log
