// Where things are once Weir is installed, as its build was told.
#pragma once

#include <string>

namespace weir::cli {

std::string InstalledPlugins();
std::string InstalledConfiguration();

}  // namespace weir::cli
