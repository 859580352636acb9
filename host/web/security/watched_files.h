// Files that were read together, and whether that would give something else by now.
#pragma once

#include <map>
#include <string>

#include "error/result.h"
#include "web/security/file_stamp.h"

namespace weir::web {

class WatchedFiles {
 public:
  // The whole file, at most 256 KiB; the error says what was tried.
  Result<std::string> Read(const std::string& path);

  // Costs a stat(2) for each file.
  bool HaveChanged() const;

  // Of all that were read, and of those that could not be: the same if nothing has changed.
  const std::string& contents() const { return contents_; }

 private:
  std::map<std::string, FileStamp> stamps_;  // by path
  std::string contents_;
  FileStamp::SystemTime look_again_ = FileStamp::SystemTime::max();
};

}  // namespace weir::web
