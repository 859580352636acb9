// Finds files on a way that only root and this process' user can change: every component is opened
// relative to the one before, without following links, and judged by what was opened.  So nothing
// can be swapped between check and use.
#pragma once

#include <sys/stat.h>

#include <string>
#include <vector>

#include "error/result.h"
#include "plugin/file_descriptor.h"

namespace weir::plugin {

// A regular file, open for reading.
struct OpenedFile {
  FileDescriptor descriptor;
  std::string path;  // absolute, without symbolic links
  struct stat status = {};
};

class Directory {
 public:
  // what: how messages call it, "plugin directory".  A relative path starts at the working
  // directory.  The error names the directory, and the ancestor if that is at fault.
  static Result<Directory> Open(const std::string& path, const std::string& what,
                                bool allow_unsafe);

  const std::string& path() const { return path_; }  // absolute, without symbolic links

  // Whether there is anything of that name, also a dangling link; true if that is not to be known.
  bool Has(const std::string& name) const;

  // The error continues a sentence that began with the file's path: "is writable by group: ...".
  Result<OpenedFile> OpenFile(const std::string& name) const { return OpenFile(name, 0); }

  // The names that end in ".so" and do not begin with a dot, sorted.
  Result<std::vector<std::string>> PluginFiles() const;

 private:
  static Result<Directory> Walk(const std::string& path);
  static Result<Directory> OpenAny(const std::string& path);
  Result<void> Enter(const std::string& component);

  Result<OpenedFile> OpenFile(const std::string& name, int links) const;
  Result<OpenedFile> OpenRegular(const std::string& name) const;
  Result<OpenedFile> FollowLink(const std::string& name, int links) const;

  FileDescriptor descriptor_;
  std::string path_;
  std::string root_;  // links may not leave it
  bool allow_unsafe_ = false;
};

}  // namespace weir::plugin
