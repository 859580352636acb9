// What the kernel says of a worker's process: proc(5), without waiting for it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

#include "plugin/file_descriptor.h"

namespace weir::worker {

class Usage {
 public:
  // REQUIRES: the process has not been reaped.
  explicit Usage(pid_t pid);

  std::chrono::nanoseconds Cpu() const;  // of it so far
  // Nothing without /proc, or where it does not show this process.
  std::optional<double> ResidentBytes() const;
  std::optional<double> OpenFds() const;

 private:
  clockid_t cpu_clock_ = 0;
  bool has_clock_ = false;
  plugin::FileDescriptor folder_;  // /proc/PID: no other process' later
};

}  // namespace weir::worker
