// What is known of one collector's plugin and of its workers, kept and passed on when it changes.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "collect/source.h"
#include "error/result.h"
#include "worker/usage.h"
#include "worker/wire/answers.h"

namespace weir::worker {

class KnownFacts {
 public:
  using Tell = std::function<void(collect::Facts)>;

  explicit KnownFacts(Tell tell) : tell_(std::move(tell)) { facts_.cpu_seconds = 0; }

  // The plugin and its sandbox; an error is a violation.
  Result<void> Greeted(const wire::Hello& hello);
  // Asks the kernel, but seldom.
  void Sample(const Usage& usage, Time now);
  // It was killed and does not end.
  void Stuck();
  // cpu: all that it has used.
  void Ended(std::chrono::nanoseconds cpu);
  // Nobody wants to know any more.
  void Mute() { tell_ = nullptr; }

 private:
  void Changed() const {
    if (tell_) tell_(facts_);
  }

  Tell tell_;
  collect::Facts facts_;
  std::chrono::nanoseconds cpu_of_the_dead_{0};
  std::optional<Time> sampled_at_;
};

}  // namespace weir::worker
