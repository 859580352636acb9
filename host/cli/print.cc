#include <iostream>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/installed.h"
#include "cli/setup.h"
#include "config/effective.h"

namespace weir::cli {

int PrintConfiguration(const Arguments& arguments) {
  const config::Loaded loaded = LoadConfiguration(arguments);
  for (const auto& finding : loaded.findings) std::cerr << config::ToString(finding) << "\n";
  if (!loaded.findings.empty()) return kBadConfiguration;
  const auto document = config::Effective(loaded.configuration, InstalledPlugins());
  std::cout << (arguments.json ? document.dump(2) + "\n" : config::ToYaml(document));
  return kSuccess;
}

}  // namespace weir::cli
