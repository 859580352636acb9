// A plugin's file that has passed all checks: what a worker is given, or what this process loads.
// Nothing of it has run.
#pragma once

#include <sys/stat.h>

#include <memory>
#include <string>

#include "error/result.h"
#include "plugin/directory.h"
#include "plugin/file_descriptor.h"

namespace weir::plugin {

struct PluginFile {
  std::string path;         // absolute, without symbolic links
  FileDescriptor bytes;     // a copy of the checked bytes that nobody can change any more; or none:
  std::string by_path;      // why it is to be loaded by its path instead
  struct stat status = {};  // of the file itself
};

// Copies the file's bytes and checks them as ELF.  The same file, unchanged, gives the same copy
// for as long as somebody has it.  The error continues a sentence that began with the file's path.
// Any thread.
Result<std::shared_ptr<const PluginFile>> CheckFile(const OpenedFile& file);

// Whether both are the same bytes under the same path; of files that are loaded by their path,
// whether they are the same file, unchanged.
bool AreSame(const PluginFile& a, const PluginFile& b);

}  // namespace weir::plugin
