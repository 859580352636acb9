// Which files plugins must not see, whoever may read them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/configuration.h"

namespace weir::worker {

// Whether a folder is one that many share, such as /etc or /tmp, so that it cannot be kept secret.
bool IsShared(std::string_view folder);

// Absolute paths that no worker may read: the file of the configuration, its folder (unless it is
// one that others share, such as /etc or /tmp), the folders of the files that it includes (or,
// where they are shared, these files), and all files that {file: PATH} names.
std::vector<std::string> SecretsOf(const config::Configuration& configuration);

}  // namespace weir::worker
