// What all workers of a host share: the executable, and the loop on which they are looked after.
// That loop has a thread of its own, so that the tables of a collector with a million new series do
// not hold up who is served meanwhile; and its end is the workers' end.
#pragma once

#include <memory>
#include <string>

#include "error/result.h"
#include "loop/epoll_loop.h"
#include "worker/executable.h"
#include "worker/strangers.h"

namespace weir::worker {

class Workshop {
 public:
  // executable: the path of weir-worker.
  static Result<std::unique_ptr<Workshop>> Open(const std::string& executable);

  EpollLoop& loop() { return loop_; }
  const Executable& executable() const { return executable_; }
  Strangers& strangers() { return strangers_; }  // on the loop

 private:
  explicit Workshop(Executable executable);

  const Executable executable_;
  Strangers strangers_{loop_};
  EpollLoop loop_;  // last: nothing runs on it any more when the rest goes
};

}  // namespace weir::worker
