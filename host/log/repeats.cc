#include "log/repeats.h"

#include <algorithm>

namespace weir::log {

bool Repeats::Take(Level level, const std::string& text, Time now) {
  const auto known = counts_.find(text);
  if (known != counts_.end()) return ++known->second.lines <= kMost;
  if (counts_.size() == kMostTexts) return true;
  counts_.emplace(text, Count{level, now, 1});
  next_look_ = counts_.size() == 1 ? now + kPeriod : std::min(next_look_, now + kPeriod);
  return true;
}

std::vector<Repeats::Held> Repeats::TakeEnded(Time now) {
  std::vector<Held> ended;
  if (now < next_look_) return ended;
  next_look_ = Time::max();
  for (auto at = counts_.begin(); at != counts_.end();) {
    const auto& [text, count] = *at;
    if (now - kPeriod < count.since) {
      next_look_ = std::min(next_look_, count.since + kPeriod);
      ++at;
      continue;
    }
    if (count.lines > kMost) ended.push_back({count.level, text, count.lines - kMost});
    at = counts_.erase(at);
  }
  return ended;
}

}  // namespace weir::log
