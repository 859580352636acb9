// What stands under `config:` as the canonical JSON that a plugin gets, and where each value
// stands.
#pragma once

#include <map>
#include <string>

#include "config/configuration.h"
#include "config/reading.h"

namespace weir::config {

struct CanonicalJson {
  std::string text;                     // one line; keys sorted by their bytes
  std::map<std::string, Place> places;  // JSON Pointer (RFC 6901) -> where the value stands;
                                        // pointers over 1024 bytes are left out
};

// The node is a map or empty; values are typed by YAML 1.2's core schema, references are strings.
// What is wrong is reported with `context` before it, and is null in the text.
CanonicalJson ToCanonicalJson(const Node& node, const std::string& context, Reading& reading);

}  // namespace weir::config
