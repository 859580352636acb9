// A thread that compares passwords with their hashes, one after the other, so that neither the loop
// waits for it nor more than one core is spent on guesses.  It yields to all other threads.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "loop/loop.h"

namespace weir::web {

class Hasher {
 public:
  static constexpr size_t kMostWaiting = 64;
  using Done = std::function<void(bool fits)>;

  explicit Hasher(Loop& loop);
  // Forgets what waits; the comparison under way is left to end by itself.
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  // Calls done on the loop.  False: too many wait already, and done is not called.  The thread
  // starts with the first.
  bool Compare(std::string password, std::string hash, Done done);

 private:
  struct Queue;
  const std::shared_ptr<Queue> queue_;
};

}  // namespace weir::web
