// The type of a scalar by YAML 1.2's core schema (section 10.3.2), as JSON can carry it.
#pragma once

#include <nlohmann/json.hpp>

#include "config/node.h"
#include "error/result.h"

namespace weir::config {

// null, true, 1, 0o17, 0xff and 1.5 are what they look like, everything else and everything in
// quotes is a string.  Integers are kept exactly; an error says what JSON or 64 bits cannot carry,
// as the end of a sentence that begins with the value.  REQUIRES: a scalar or null
Result<nlohmann::json> CoreValue(const Node& node);

}  // namespace weir::config
