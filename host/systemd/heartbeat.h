// The heartbeat of a process: it beats as long as its loops get on, and only then.
#pragma once

#include <memory>
#include <vector>

#include "loop/loop.h"

namespace weir::systemd {

class Heartbeat {
 public:
  // Calls beat on the last of the loops, at once and then `period` after each time, whenever a task
  // has gone through all of them: one that hangs ends it.  loops: not empty; outlive the heartbeat.
  Heartbeat(std::vector<Loop*> loops, Duration period, Task beat);
  // beat is not called any more.  Not on a loop.
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

 private:
  struct Round;
  const std::shared_ptr<Round> round_;
};

}  // namespace weir::systemd
