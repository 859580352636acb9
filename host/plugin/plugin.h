// A path or a name becomes a plugin that can be called: found, trusted and checked, then loaded
// here or in a worker.
//
// What is loaded stays loaded until the process ends.  All functions may be called from any thread
// and do not throw; loading runs the constructors of the file.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "error/result.h"
#include "plugin/plugin_file.h"
#include "weir/plugin.h"

namespace weir::plugin {

// Which files may be loaded.  Unless allow_unsafe is set, a file and every directory from / to it
// must belong to root or to this process' user, must not be writable by group or others, and must
// be reached without symbolic links, except links that stay inside the file's directory.  Ancestors
// may be writable by others if they are sticky, such as /tmp, because what is ours in them stays
// ours; the directory of the file itself may not, because libraries could be planted beside it.
struct Trust {
  std::string directory;  // where names are looked up
  bool allow_unsafe = false;
};

// A loaded plugin.  Immutable, for any thread.
struct Plugin {
  std::string path;                         // of its file: absolute, without symbolic links
  const weir_plugin* descriptor = nullptr;  // [static]; the functions in it are not NULL

  // Checked copies of the descriptor's texts: one line of UTF-8, not empty.
  std::string name;
  std::string version;
  std::string description;
  std::optional<std::string> schema;  // well-formed JSON, an object or a boolean
  uint16_t abi_minor = 0;             // of the header that it was built with
  uint64_t flags = 0;                 // WEIR_PLUGIN_*
};

// A plugin that is where it is said to be, in a file that passed all checks.  Nothing of it has
// run, so it is not known yet whether the file has a plugin of that name.
struct Found {
  std::shared_ptr<const PluginFile> file;
  std::string asked;  // the plugin that is meant, if the file holds several; or empty
};

// Finds one plugin.  A reference is NAME (the file NAME.so in trust.directory) or, if it has a
// slash, a path; either may end in #PLUGIN, which is needed when the file holds several plugins and
// none is called like the file.  A `#` that is followed by a slash or a dot belongs to the path.
Result<Found> Find(const std::string& reference, const Trust& trust);

// Loads what was found into this process.  Loading a file again gives the plugins that it gave
// before.
Result<std::shared_ptr<const Plugin>> Load(const Found& found);
Result<std::shared_ptr<const Plugin>> Load(const std::string& reference, const Trust& trust);

// One file: its plugins, or why they were refused ("is writable by group: chmod g-w ...").
struct Listing {
  std::string path;
  std::vector<std::shared_ptr<const Plugin>> plugins;
  std::string refusal;
  std::string by_path;  // why it is loaded by its path and not from a copy of its bytes; or empty
};

// Loads every *.so in trust.directory, in the order of their names; names that begin with a dot are
// passed over.  An error if the directory cannot be read or trusted.
Result<std::vector<Listing>> List(const Trust& trust);

}  // namespace weir::plugin
