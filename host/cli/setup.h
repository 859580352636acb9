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

namespace weir::cli {

// The file with the flags over it.  Findings of the file are in it too.
config::Loaded LoadConfiguration(const Arguments& arguments);

// A configuration of one collector that runs that file.
config::Configuration ForOnePlugin(const Arguments& arguments, const std::string& path);

plugin::Trust TrustOf(const config::Configuration& configuration);

// One collector's plugin, or why it could not be loaded ("exporter.yaml:4:13: collector ...").
struct Loading {
  const config::Collector* config;
  Result<std::shared_ptr<const plugin::Plugin>> plugin;
};
// One for each collector, in order.
std::vector<Loading> LoadPlugins(const config::Configuration& configuration);

// Makes in-process sources, and stand-ins for the plugins that could not be loaded.  loadings,
// loop: outlive the fleet's sources.
collect::Fleet::MakeSource SourceMaker(const std::vector<Loading>& loadings, Loop& loop);

std::vector<self::CollectorInfo> Describe(const std::vector<Loading>& loadings);

}  // namespace weir::cli
