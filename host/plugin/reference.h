// How exporter.yaml and the command line call a plugin: NAME, NAME#PLUGIN, PATH or PATH#PLUGIN.
#pragma once

#include <string>

#include "error/result.h"

namespace weir::plugin {

struct Reference {
  std::string name;    // a file's name in the plugin directory, without ".so"; or empty:
  std::string path;    // has a slash
  std::string plugin;  // the one that is meant, if the file holds several; or empty
};

Result<Reference> ParseReference(const std::string& text);

}  // namespace weir::plugin
