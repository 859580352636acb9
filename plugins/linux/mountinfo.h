// /proc/1/mountinfo: what is mounted where.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace weir::linux_plugin {

// One line, as the kernel wrote it; text fields still have their escapes.
struct MountLine {
  uint64_t major;
  uint64_t minor;
  std::string_view mount_point;
  std::string_view fs_type;
  std::string_view source;
  bool is_read_only;  // this mount or the whole file system
};

// "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue" (proc(5)); false
// if it is not of that form.
bool ParseMountLine(std::string_view line, MountLine* parsed);

// Undoes the kernel's "\040" for bytes that would break its line.  Anything else stays.
std::string DecodeOctal(std::string_view text);

// Whether "ro" is one of the options in "rw,noatime,ro".
bool HasReadOnly(std::string_view options);

// The mount point as seen from a root that lies at `root`: "/host/home" is "/home" below "/host".
// What lies elsewhere, and anything below "/", stays as it is.
std::string StripRoot(std::string_view root, std::string_view mount_point);

// The path at which a mount point below that root is found: "/host" and "/home" make "/host/home".
std::string JoinRoot(std::string_view root, std::string_view mount_point);

}  // namespace weir::linux_plugin
