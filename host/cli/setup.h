// From arguments and exporter.yaml to loaded plugins: what all commands begin with.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "collect/fleet.h"
#include "config/configuration.h"
#include "error/result.h"
#include "plugin/plugin.h"
#include "web/security/security.h"
#include "worker/workshop.h"

namespace weir::cli {

// The file with the flags over it.  Findings of the file are in it too.
config::Loaded LoadConfiguration(const Arguments& arguments);

// A configuration of one collector that runs that file.
config::Configuration ForOnePlugin(const Arguments& arguments, const std::string& path);

plugin::Trust TrustOf(const config::Configuration& configuration);

// The web configuration; null if there is none.
web::Security::Opened OpenSecurity(const config::Configuration& configuration);

// One collector's plugin and where it is to run.
struct Loading {
  std::shared_ptr<const config::Collector> config;
  // Or why not ("exporter.yaml:4:13: collector ...").
  Result<plugin::Found> found;
  // What runs in this process; nothing: a worker will load it.
  std::shared_ptr<const plugin::Plugin> loaded;
  std::string policy;  // of the worker's sandbox, as sandbox::Encode writes it

  // There is nothing new: what runs already may run on.
  bool kept = false;

  bool NeedsWorker() const { return found && !loaded; }
};
using Loadings = std::vector<Loading>;  // one for each collector, in order

// Finds all plugins, and loads those that run in this process, unless they are what is running.
Loadings LoadPlugins(const std::shared_ptr<const config::Configuration>& configuration,
                     const Loadings& running = {});

// Where the workers of those that need one are made; null if nobody does.  Hides this process from
// them.
Result<std::unique_ptr<worker::Workshop>> OpenWorkshop(const Loadings& loadings);

// Makes the sources, and stand-ins for the plugins that could not be loaded.  workshop and loop
// outlive the sources.
collect::Fleet::MakeSource SourceMaker(Loadings loadings, worker::Workshop* workshop, Loop& loop);

}  // namespace weir::cli
