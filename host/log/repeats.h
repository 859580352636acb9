// Holds back lines that say the same again and again: of one text five a minute are written, and
// when the minute is over, how many were not.  One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "log/log.h"

namespace weir::log {

class Repeats {
 public:
  using Time = std::chrono::steady_clock::time_point;

  static constexpr uint64_t kMost = 5;
  static constexpr std::chrono::minutes kPeriod{1};
  static constexpr size_t kMostTexts = 256;  // that are known at a time; others pass

  // What was held back of one text.
  struct Held {
    Level level;
    std::string text;
    uint64_t lines;
  };

  // text: a line without its time.  Whether it is to be written.
  bool Take(Level level, const std::string& text, Time now);

  // The texts of which lines were held back in a minute that is over, each once.
  std::vector<Held> TakeEnded(Time now);
  // The same without regard to the time: nothing will be written any more.
  std::vector<Held> TakeAll() { return TakeEnded(Time::max()); }

 private:
  struct Count {
    Level level;
    Time since;
    uint64_t lines = 0;
  };
  std::map<std::string, Count> counts_;
  Time next_look_ = Time::min();
};

}  // namespace weir::log
