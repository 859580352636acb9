// For facts that change so seldom that reading them in every collection would be a waste.
#pragma once

#include <chrono>

namespace weir::linux_plugin {

// Due at first, and then once a minute.  Not for sharing between threads.
class Seldom {
 public:
  static constexpr std::chrono::seconds kInterval{60};

  // Whether it is time; if so, or if something else makes it necessary, the minute begins anew.
  bool IsDue(bool necessary = false) {
    Clock::time_point now = Clock::now();
    if (!necessary && was_due_ && now - last_ < kInterval) return false;
    was_due_ = true;
    last_ = now;
    return true;
  }

  // Makes it due.
  void Reset() { was_due_ = false; }

 private:
  using Clock = std::chrono::steady_clock;

  bool was_due_ = false;
  Clock::time_point last_;
};

}  // namespace weir::linux_plugin
