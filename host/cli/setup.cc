#include "cli/setup.h"

#include <algorithm>

#include "collect/failed_source.h"
#include "collect/in_process.h"

namespace weir::cli {
namespace {

void ApplyFlags(const Arguments& arguments, config::Configuration& configuration) {
  if (!arguments.listen.empty()) configuration.web.listen = arguments.listen;
  if (arguments.telemetry_path) configuration.web.telemetry_path = *arguments.telemetry_path;
  if (arguments.disable_exporter_metrics) configuration.web.disable_exporter_metrics = true;
  if (arguments.plugin_directory) configuration.plugin_directory = arguments.plugin_directory;
  if (arguments.allow_unsafe_plugins) configuration.allow_unsafe_plugins = true;
}

// "exporter.yaml:4:13: collector "disks": cannot load ..."
std::string Explain(const config::Collector& collector, const Error& error) {
  const std::string place =
      collector.plugin_place.file.empty() ? "" : config::ToString(collector.plugin_place) + ": ";
  return place + "collector \"" + collector.name + "\": " + error.message;
}

}  // namespace

config::Loaded LoadConfiguration(const Arguments& arguments) {
  config::Loaded loaded = config::Load(arguments.config_file);
  ApplyFlags(arguments, loaded.configuration);
  return loaded;
}

config::Configuration ForOnePlugin(const Arguments& arguments, const std::string& path) {
  config::Configuration configuration;
  ApplyFlags(arguments, configuration);
  config::Collector collector;
  const size_t slash = path.rfind('/');
  const std::string file = path.substr(slash == std::string::npos ? 0 : slash + 1);
  collector.name = file.substr(0, file.find('.'));
  collector.plugin = slash == std::string::npos ? "./" + path : path;
  configuration.collectors.push_back(collector);
  return configuration;
}

plugin::Trust TrustOf(const config::Configuration& configuration) {
  return {configuration.plugin_directory.value_or(WEIR_PLUGIN_DIRECTORY),
          configuration.allow_unsafe_plugins};
}

std::vector<Loading> LoadPlugins(const config::Configuration& configuration) {
  const plugin::Trust trust = TrustOf(configuration);
  std::vector<Loading> loadings;
  for (const auto& collector : configuration.collectors) {
    auto plugin = plugin::Load(collector.plugin, trust);
    if (!plugin) plugin = Fail(Explain(collector, plugin.error()));
    loadings.push_back({&collector, std::move(plugin)});
  }
  return loadings;
}

collect::Fleet::MakeSource SourceMaker(const std::vector<Loading>& loadings, Loop& loop) {
  return [&](const config::Collector& config) -> std::unique_ptr<collect::Source> {
    const auto& loading = *std::ranges::find(loadings, &config, &Loading::config);
    if (!loading.plugin)
      return std::make_unique<collect::FailedSource>(loop, loading.plugin.error().message);
    return std::make_unique<collect::InProcess>(config, *(*loading.plugin)->descriptor, loop);
  };
}

std::vector<self::CollectorInfo> Describe(const std::vector<Loading>& loadings) {
  std::vector<self::CollectorInfo> infos;
  for (const auto& loading : loadings) {
    const auto& plugin = loading.plugin;
    infos.push_back({loading.config->name, plugin ? (*plugin)->name : loading.config->plugin,
                     plugin ? (*plugin)->version : "", "in_process"});
  }
  return infos;
}

}  // namespace weir::cli
