#include "local_mount.h"

#include <algorithm>
#include <iterator>

namespace weir::linux_plugin {
namespace {

constexpr std::string_view kTypes[] = {"btrfs", "devtmpfs", "ext2", "ext3", "ext4",
                                       "ramfs", "tmpfs",    "vfat", "xfs"};

}  // namespace

bool KnowsItsNumbers(std::string_view fs_type) {
  return std::find(std::begin(kTypes), std::end(kTypes), fs_type) != std::end(kTypes);
}

bool LeadsThrough(std::string_view path, const Folders& folders) {
  for (size_t end = path.size(); end != 0 && end != std::string_view::npos;) {
    path = path.substr(0, end);
    if (folders.count(path) != 0) return true;
    end = path.rfind('/');
  }
  return false;
}

}  // namespace weir::linux_plugin
