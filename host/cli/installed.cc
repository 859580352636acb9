#include "cli/installed.h"

namespace weir::cli {

std::string InstalledPlugins() { return WEIR_PLUGIN_DIRECTORY; }
std::string InstalledConfiguration() { return WEIR_CONFIG_FILE; }

}  // namespace weir::cli
