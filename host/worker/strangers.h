// As process 1 of a container, the host inherits every process whose parent has ended: these are
// taken out of the table of processes here.  Its own workers are left to their owners.  On the
// loop.
#pragma once

#include <sys/types.h>

#include <set>

#include "loop/loop.h"

namespace weir::worker {

class Strangers {
 public:
  // loop: outlives it, or is not running any more.
  explicit Strangers(Loop& loop) : loop_(loop) {}

  // Looks after them from now on, once a second.
  void Begin();

  // A child of this process that somebody else reaps.
  void Own(pid_t pid) { own_.insert(pid); }
  void Disown(pid_t pid) { own_.erase(pid); }

  // Reaps those that have ended.
  void Reap();

 private:
  Loop& loop_;
  std::set<pid_t> own_;
};

}  // namespace weir::worker
