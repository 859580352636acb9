// weir-worker, opened once: every worker is started from what was there when the host was, also
// after an upgrade has put another one in its place.
#pragma once

#include <string>

#include "error/result.h"
#include "plugin/file_descriptor.h"

namespace weir::worker {

class Executable {
 public:
  static Result<Executable> Open(const std::string& path);
  // Where it is installed: beside this program, or where it was to be installed.
  static std::string Installed();

  int fd() const { return file_.get(); }
  // What a child that has it as wire::kExecutableFd executes; its path where there is no /proc.
  const std::string& name() const { return name_; }

 private:
  plugin::FileDescriptor file_;
  std::string name_;
};

}  // namespace weir::worker
