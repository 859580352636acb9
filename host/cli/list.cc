#include <iostream>
#include <utility>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/text_table.h"
#include "cli/trust.h"

namespace weir::cli {
namespace {

std::string Abi(const plugin::Plugin& plugin) {
  return std::to_string(WEIR_ABI_MAJOR) + "." + std::to_string(plugin.abi_minor);
}

void PrintFound(const std::vector<plugin::Listing>& listings) {
  TextTable table({"PLUGIN", "VERSION", "ABI", "FILE", "DESCRIPTION"});
  for (const auto& listing : listings) {
    for (const auto& plugin : listing.plugins) {
      table.Add({plugin->name, plugin->version, Abi(*plugin), listing.path, plugin->description});
    }
  }
  table.Print(std::cout);
}

// A file that is overwritten while it is loaded by its path takes its collectors with it.
void PrintByPath(const std::vector<plugin::Listing>& listings) {
  bool first = true;
  for (const auto& listing : listings) {
    if (listing.by_path.empty()) continue;
    if (std::exchange(first, false)) std::cout << "\nLoaded by path, not from a copy:\n";
    std::cout << "  " << listing.path << ": " << listing.by_path << "\n";
  }
}

// The number of files that were refused.
size_t PrintRefused(const std::vector<plugin::Listing>& listings) {
  size_t refused = 0;
  for (const auto& listing : listings) {
    if (listing.refusal.empty()) continue;
    if (refused++ == 0) std::cout << "\nRefused:\n";
    std::cout << "  " << listing.path << " " << listing.refusal << "\n";
  }
  return refused;
}

}  // namespace

int List(const Arguments& arguments) {
  const plugin::Trust trust = TrustFor(arguments);
  const auto listings = plugin::List(trust);
  if (!listings) {
    std::cerr << "weir: " << listings.error().message << "\n";
    return kFailure;
  }
  if (listings->empty()) std::cerr << "weir: no plugins in " << trust.directory << "\n";
  PrintFound(*listings);
  PrintByPath(*listings);
  return PrintRefused(*listings) == 0 ? kSuccess : kFailure;
}

}  // namespace weir::cli
