// One worker's process, from its start to its end.  Never waits.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "error/result.h"
#include "plugin/file_descriptor.h"
#include "worker/executable.h"

namespace weir::worker {

// How it ended.
struct Exit {
  bool by_signal = false;
  int code = 0;                     // the signal, or the exit status
  std::chrono::nanoseconds cpu{0};  // of it and the children it waited for
};

class Process {
 public:
  // The host's ends of what a worker has: wire::kControlFd, wire::kCrashFd, and standard output and
  // error together.  None of them ever blocks here.
  struct Ends {
    plugin::FileDescriptor control, crash, output;
  };

  // name: as ps shows it.  plugin: the bytes for wire::kPluginFd, or -1.  The process is killed
  // when the calling thread ends.
  static Result<Process> Spawn(const Executable& executable, const std::string& name, int plugin,
                               Ends& ends);
  Process(Process&& other) noexcept;
  Process& operator=(Process&&) = delete;
  ~Process();  // kills; whoever ends after that is left to init

  pid_t pid() const { return pid_; }
  // Readable once it has ended.
  int pidfd() const { return pidfd_.get(); }
  // It and all of its group.
  void Kill() const;
  // Takes it out of the table of processes; nothing if it has not ended.
  std::optional<Exit> Reap();

 private:
  Process(pid_t pid, plugin::FileDescriptor pidfd);

  pid_t pid_;  // 0 once reaped
  plugin::FileDescriptor pidfd_;
};

}  // namespace weir::worker
