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
  std::vector<std::string> settings;  // all others that are said differently: "web.listen"
};

// next: as LoadPlugins gives it, with `running` for what runs.
Changes Compare(const Loadings& running, const Loadings& next);

// The settings that no collector has, of which the two say different things; "collectors" if their
// order is another.
std::vector<std::string> ChangedSettings(const config::Configuration& running,
                                         const config::Configuration& next);

// All that is wrong, without the lines of the file, which may hold secrets.
std::string JoinFindings(const std::vector<config::Finding>& findings);

// "disks, net"; "none".
std::string Listed(const std::vector<std::string>& names);

// "added none; removed disks; changed net; kept 3", and "; settings web.listen" if there are any.
std::string ToString(const Changes& changes);

}  // namespace weir::cli
