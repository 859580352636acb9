// What makes a file or a directory unsafe to load code from.
#pragma once

#include <sys/stat.h>

#include <string>

namespace weir::plugin {

// What is wrong and how to mend it, as a continuation of the path: "is writable by group: chmod g-w
// /x, or set allow_unsafe_plugins: true".  Empty if nothing is wrong.
std::string FileFault(const struct stat& status, const std::string& path);

// A directory on the way: a sticky one may be writable by others.
std::string AncestorFault(const struct stat& status, const std::string& path);
// The one that holds the plugin: it may not.
std::string DirectoryFault(const struct stat& status, const std::string& path);

// "a named pipe"
std::string KindOfFile(mode_t mode);

}  // namespace weir::plugin
