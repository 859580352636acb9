// A server as a child process: started, watched and ended.  It dies with its parent.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "error/result.h"

namespace weir::bench {

class ChildProcess {
 public:
  // Runs arguments[0] with its output in a file `log`.
  static Result<ChildProcess> Start(const std::vector<std::string>& arguments,
                                    const std::string& log);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  // SIGTERM, and SIGKILL after 5 s.
  ~ChildProcess();

  bool Alive();
  // What it has written so far.
  std::string Output() const;

  // From now on its children of this moment count in CpuNs and are what ReadChildrenMemory reads.
  void CountChildren();

  // User and system time of all its threads.
  double CpuNs() const;
  // CpuNs once it has come to rest after a request: two equal readings 200 us apart, tried for 20
  // ms.
  double RestingCpuNs() const;

  struct Memory {
    size_t peak_bytes = 0;      // VmHWM
    size_t resident_bytes = 0;  // VmRSS
  };
  Memory ReadMemory() const;
  // Of all of them together.
  Memory ReadChildrenMemory() const;

 private:
  ChildProcess(pid_t pid, std::string log) : pid_(pid), log_(std::move(log)) {}

  pid_t pid_;  // 0: ended, or moved away
  std::string log_;
  std::vector<pid_t> children_;
};

// A TCP port of 127.0.0.1 that nobody listens on at this moment.
Result<int> FreePort();

}  // namespace weir::bench
