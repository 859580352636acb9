// Tells that something has changed in one of some directories (inotify(7)).  One thread at a time.
#pragma once

#include <map>
#include <string>

#include "watch/footprint.h"

namespace weir::watch {

class Directories {
 public:
  Directories();
  ~Directories();
  Directories(const Directories&) = delete;
  Directories& operator=(const Directories&) = delete;

  // These and no others from now on; one that is not there any more, or again, is noticed here.
  // Those that cannot be watched are passed over, which is said once.
  void Follow(const Paths& directories);

  // Readable when something has changed; -1 where inotify cannot be had.
  int fd() const { return fd_; }
  // Forgets what has changed.
  void Drain() const;

 private:
  void SayThatItCannot(const std::string& directory, int error);

  int fd_ = -1;
  bool said_ = false;
  std::map<std::string, int> watched_;
};

}  // namespace weir::watch
