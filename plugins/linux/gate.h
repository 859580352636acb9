// For tests: a statfs that hangs until the test lets it go.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "statfs_probe.h"

namespace weir::linux_plugin {

// Whoever passes a closed gate waits until it is opened.  Shared with threads that may outlive the
// test.
class Gate {
 public:
  void Pass() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++arrived_;
    opened_.wait(lock, [this] { return open_; });
  }
  void Open() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }
  int arrived() {
    std::lock_guard<std::mutex> lock(mutex_);
    return arrived_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
  int arrived_ = 0;
};

// Hangs at the gate for paths that contain "hang"; answers all others at once.
inline StatfsCall HangingAt(const std::shared_ptr<Gate>& gate) {
  return [gate](const char* path, struct statfs* result) {
    if (std::string(path).find("hang") != std::string::npos) gate->Pass();
    result->f_bsize = 4096;
    result->f_blocks = 100;
    return 0;
  };
}

// Waits until the call that hangs on the target has returned.
inline void WaitUntilReturned(const StatfsTarget& target) {
  while (target.hangs) std::this_thread::yield();
}

}  // namespace weir::linux_plugin
