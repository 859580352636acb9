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
#include "self/collector_metrics.h"
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
  const config::Collector* config;
  // Or why not ("exporter.yaml:4:13: collector ...").
  Result<plugin::Found> found;
  // What runs in this process; nothing: a worker will load it.
  std::shared_ptr<const plugin::Plugin> loaded;
  std::string policy;  // of the worker's sandbox, as sandbox::Encode writes it

  bool NeedsWorker() const { return found && !loaded; }
};
// One for each collector, in order.
std::vector<Loading> LoadPlugins(const config::Configuration& configuration);

// Where the workers of those that need one are made; null if nobody does.  Hides this process from
// them.
Result<std::unique_ptr<worker::Workshop>> OpenWorkshop(const std::vector<Loading>& loadings);

// Makes the sources, and stand-ins for the plugins that could not be loaded.  All that is given
// outlives the fleet's sources.
collect::Fleet::MakeSource SourceMaker(const std::vector<Loading>& loadings,
                                       worker::Workshop* workshop, Loop& loop);

std::vector<self::CollectorInfo> Describe(const std::vector<Loading>& loadings);

}  // namespace weir::cli
