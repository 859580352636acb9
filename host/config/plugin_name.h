// The values of `plugin:`, `name:` and `sha256:`.  Errors are the end of a sentence that begins
// with the text.
#pragma once

#include <string>
#include <string_view>

#include "config/folder.h"
#include "error/result.h"

namespace weir::config {

struct PluginName {
  std::string name;       // a name in the plugin directory or an absolute path, with #DESCRIPTOR
  std::string collector;  // what a collector of it is called by default; may be no valid name
};

// NAME, or a PATH (with a slash somewhere, relative to the folder), either with #DESCRIPTOR.
Result<PluginName> ParsePluginName(std::string_view text, const Folder& folder);

// [a-zA-Z_][a-zA-Z0-9_-]*, at most 64 bytes, not "weir".
Result<std::string> ParseCollectorName(std::string_view text);

// 64 hexadecimal digits, made small.
Result<std::string> ParseSha256(std::string_view text);

}  // namespace weir::config
