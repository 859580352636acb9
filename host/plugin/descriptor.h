// Reads what a file's entry says of its plugins, and refuses what a host could not call or show.
#pragma once

#include <string>
#include <vector>

#include "error/result.h"
#include "plugin/plugin.h"

namespace weir::plugin {

// All plugins of a file, in its order; one bad descriptor refuses the file.  The error continues a
// sentence that began with the file's path: "needs ABI 1.7 or newer, ...".  An exception of the
// entry's is an error as well.
Result<std::vector<Plugin>> ReadDescriptors(weir_plugin_entry_v1_fn entry, const std::string& path);

}  // namespace weir::plugin
