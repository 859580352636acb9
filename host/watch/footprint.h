// What files look like from outside, to notice that one has become another.
#pragma once

#include <map>
#include <set>
#include <string>

namespace weir::watch {

using Paths = std::set<std::string>;

// A file's device, inode, size and times as text; empty for one that is not there.
using Footprint = std::map<std::string, std::string>;

// Symbolic links are followed.
Footprint FootprintOf(const Paths& files);

// The directories in which something changes when the file at that path becomes another: those of
// the file and of every symbolic link on the way to it.  Where the way ends early, the last
// directory that is there.
Paths DirectoriesOf(const std::string& path);

}  // namespace weir::watch
