// Bytes in memory that nobody can change, shorten or replace, whatever becomes of their file.
#pragma once

#include <string>

#include "error/result.h"
#include "plugin/file_descriptor.h"

namespace weir::plugin {

// A sealed memfd with all that is in `file`; name: shown in /proc/PID/maps.  Where it cannot be
// had, the error says why: "memfd_create: Operation not permitted".
Result<FileDescriptor> SealedCopy(int file, const std::string& name);

// How the loader finds an open file by its descriptor.
std::string PathOf(const FileDescriptor& descriptor);

}  // namespace weir::plugin
