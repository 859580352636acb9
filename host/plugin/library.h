// The one place where the bytes of a plugin become code of this process.
#pragma once

#include "error/result.h"
#include "plugin/directory.h"
#include "weir/plugin.h"

namespace weir::plugin {

// Checks the file as ELF, loads it for good and gives its entry.  The same file gives the same
// library, by whatever path; a file that was changed since, and a newcomer at the path of one that
// is loaded, are refused, because the loader would give the old code for them.  The error continues
// a sentence that began with the file's path.  Any thread; one load at a time.
Result<weir_plugin_entry_v1_fn> OpenLibrary(const OpenedFile& file);

}  // namespace weir::plugin
