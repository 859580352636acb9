// The list of mounts, which is long to read and seldom another.
#pragma once

#include <string>
#include <string_view>

#include "file.h"
#include "seldom.h"

namespace weir::linux_plugin {

// Reads the mounts of process 1, which sees the system's even if the plugin lives in a namespace of
// its own; where those cannot be seen, the plugin's.  Asks the kernel whether anything was mounted,
// unmounted or remounted, by poll(2) as proc(5) describes it, and reads again if so; in any case
// after a minute, should a kernel know the file but not the question.
// Not for sharing between threads.
class MountsFile {
 public:
  enum class Result { kNew, kUnchanged, kUnreadable };

  explicit MountsFile(const std::string& procfs);

  // kNew: *text is the whole file, valid until the next Read.
  Result Read(std::string_view* text);

  // The file that was read last, or could not be read.
  const File& file() const { return *file_; }

 private:
  bool HasChanged() const;

  File of_init_;
  File own_;
  File* file_;
  bool was_read_ = false;
  Seldom reading_;
};

}  // namespace weir::linux_plugin
