// Signals as something to wait for: blocked in all threads, read from a descriptor by one.
#pragma once

#include <signal.h>

#include "error/result.h"

namespace weir::cli {

class Signals {
 public:
  // Blocks SIGTERM, SIGINT and SIGHUP in this thread and all that it starts, and ignores SIGPIPE.
  // Called before any other thread is there.
  static Result<Signals> Block();
  Signals(Signals&& other) noexcept;
  Signals& operator=(Signals&&) = delete;
  ~Signals();

  // Waits for one of them and returns it.  One thread at a time.
  int Wait();

 private:
  explicit Signals(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace weir::cli
