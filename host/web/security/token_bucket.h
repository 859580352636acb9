// Lets so many through at once, and then one for each interval.
#pragma once

#include <algorithm>
#include <cstdint>

#include "loop/loop.h"

namespace weir::web {

class TokenBucket {
 public:
  // interval: 0 or less lets everybody through.
  bool Take(Time now, Duration interval, int64_t burst) {
    interval = std::min<Duration>(interval, std::chrono::hours(24 * 365));
    if (interval <= Duration(0)) return true;
    // When the bucket would be full again; as many intervals away as tokens are missing.
    const Time full = std::max(full_at_, now);
    if (full - now > interval * (static_cast<double>(burst) - 1)) return false;
    full_at_ = full + interval;
    return true;
  }

 private:
  Time full_at_{};
};

}  // namespace weir::web
