// The one place where the bytes of a plugin become code of this process.
#pragma once

#include <memory>

#include "error/result.h"
#include "plugin/plugin_file.h"
#include "weir/plugin.h"

namespace weir::plugin {

// Loads a file for good and gives its entry.  The same file gives the same library, by whatever
// path.  Of those that are loaded by path, a file that was changed since and a newcomer at the path
// of one that is loaded are refused, because the loader would give the old code for them.  The
// error continues a sentence that began with the file's path.  Any thread; one load at a time.
Result<weir_plugin_entry_v1_fn> OpenLibrary(const std::shared_ptr<const PluginFile>& file);

}  // namespace weir::plugin
