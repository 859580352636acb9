// Which file systems cannot hang when they are asked how full they are.
#pragma once

#include <string_view>
#include <unordered_set>

namespace weir::linux_plugin {

// Whether a file system of that type has its numbers in the machine's own memory: those on disks
// that the kernel keeps count of, and those in memory.  False for all types that are not known.
bool KnowsItsNumbers(std::string_view fs_type);

using Folders = std::unordered_set<std::string_view>;

// Whether the path is one of the folders, or below one; `folders` are written without a slash at
// their end.
bool LeadsThrough(std::string_view path, const Folders& folders);

}  // namespace weir::linux_plugin
