#include "cli/trust.h"

#include <iostream>

#include "cli/setup.h"

namespace weir::cli {

plugin::Trust TrustFor(const Arguments& arguments) {
  const config::Loaded loaded = LoadConfiguration(arguments);
  for (const auto& finding : loaded.findings) {
    if (arguments.config_file_given) std::cerr << config::ToString(finding) << "\n";
  }
  return TrustOf(loaded.configuration);
}

}  // namespace weir::cli
