// What a reload changes, for the operator.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/setup.h"

namespace weir::cli {

struct Changes {
  std::vector<std::string> added, removed, changed;  // collectors, by name
  size_t kept = 0;
};

// next: as LoadPlugins gives it, with `running` for what runs.
Changes Compare(const Loadings& running, const Loadings& next);

// All that is wrong, without the lines of the file, which may hold secrets.
std::string JoinFindings(const std::vector<config::Finding>& findings);

// "disks, net"; "none".
std::string Listed(const std::vector<std::string>& names);

// "added none; removed disks; changed net; kept 3".
std::string ToString(const Changes& changes);

}  // namespace weir::cli
