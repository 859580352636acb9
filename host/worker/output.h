// What a worker writes to its standard output and error, line by line, for the host's log.  On the
// loop.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "collect/plugin_log.h"
#include "loop/epoll_loop.h"
#include "plugin/file_descriptor.h"

namespace weir::worker {

class Output {
 public:
  // pipe: does not block.  log: outlives the output.
  Output(EpollLoop& loop, plugin::FileDescriptor pipe, collect::PluginLog& log);

  bool Begin();
  // Writes what has arrived, also an unfinished line, and ends.
  void End();

 private:
  void Ready();
  bool Receive();
  void Take(std::string_view bytes);
  void Pause();
  void WriteLine();

  EpollLoop& loop_;
  const plugin::FileDescriptor pipe_;
  collect::PluginLog& log_;
  std::string line_;
  bool watched_ = false;
  TimerId pause_ = 0;
};

}  // namespace weir::worker
