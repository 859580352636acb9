// Whether a file is still the one that was read, without reading it again.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace weir::web {

class FileStamp {
 public:
  using SystemTime = std::chrono::system_clock::time_point;

  // Of the file that the path leads to now, through links; one of its own if there is none.
  static FileStamp Of(const std::string& path);

  bool operator==(const FileStamp&) const = default;

  // The kernel's clock for files has ticks, within which two changes look alike.
  static constexpr std::chrono::seconds kSettling{1};
  // Whether a change after `now` would have another stamp.
  bool IsSettled(SystemTime now) const { return changed_ < now - kSettling; }

 private:
  dev_t device_ = 0;
  ino_t inode_ = 0;
  off_t size_ = -1;
  SystemTime modified_{};
  SystemTime changed_{};
};

}  // namespace weir::web
