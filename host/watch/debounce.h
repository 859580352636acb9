// One change of a file is often many: waits until it has been quiet for a while, but not for ever.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace weir::watch {

class Debounce {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::steady_clock::duration;

  // quiet: after the last change; most: after the first.
  Debounce(Duration quiet, Duration most) : quiet_(quiet), most_(most) {}

  void Note(Time now) {
    if (!first_) first_ = now;
    due_ = std::min(now + quiet_, *first_ + most_);
  }
  // When there is something to be done; nothing if nothing was noted.
  std::optional<Time> due() const { return due_; }
  // Whether it is time; then all that was noted is forgotten.
  bool Take(Time now) {
    if (!due_ || now < *due_) return false;
    first_.reset();
    due_.reset();
    return true;
  }

 private:
  const Duration quiet_, most_;
  std::optional<Time> first_, due_;
};

}  // namespace weir::watch
