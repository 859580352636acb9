// Paths with wildcards in their last part, as in exporter.d/*.yaml.
#pragma once

#include <string>
#include <vector>

#include "error/result.h"

namespace weir::config {

bool IsPattern(const std::string& path);

// The files that match (glob(7)), in the order of their bytes; none if the folder is not there.
// What begins with a dot is matched by nothing but a dot.  Errors are the end of a sentence that
// begins with the pattern.
Result<std::vector<std::string>> MatchFiles(const std::string& pattern);

}  // namespace weir::config
