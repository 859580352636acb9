// Follows files on a thread of its own, and says when one of them has become another: written,
// renamed over, removed, or reached by other symbolic links.  Where the kernel cannot tell, it
// looks every ten seconds.
#pragma once

#include <functional>
#include <mutex>
#include <thread>

#include "watch/debounce.h"
#include "watch/directories.h"
#include "watch/footprint.h"

namespace weir::watch {

class Watcher {
 public:
  // changed: called on the watcher's thread, when it has been quiet for a moment; must not wait.
  explicit Watcher(std::function<void()> changed);
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // How its files are now.  Any thread.
  Footprint Look() const;
  // Follows these from now on, and none before; what differs from `seen` has changed.  Any thread.
  void Follow(const Paths& files, const Footprint& seen);

 private:
  void Run() noexcept;
  void Turn();
  bool Wait();
  bool Stopping() const;
  void Wake() const;
  Paths files() const;

  const std::function<void()> changed_;
  const int wake_;  // eventfd
  Directories directories_;
  Debounce debounce_;
  mutable std::mutex mutex_;  // guards the next three
  Paths files_;
  Footprint seen_;
  bool stopping_ = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace weir::watch
