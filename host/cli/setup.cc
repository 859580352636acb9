#include "cli/setup.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "cli/installed.h"
#include "cli/pin.h"
#include "collect/failed_source.h"
#include "collect/in_process.h"
#include "collect/plugin_log.h"
#include "config/web_config.h"
#include "log/log.h"
#include "worker/sandbox/hide_process.h"
#include "worker/sandbox_policy.h"
#include "worker/secrets.h"
#include "worker/worker_source.h"

namespace weir::cli {
namespace {

void ApplyFlags(const Arguments& arguments, config::Configuration& configuration) {
  if (!arguments.listen.empty()) configuration.web.listen = arguments.listen;
  if (arguments.systemd_socket) configuration.web.systemd_socket = true;
  if (arguments.web_config_file) {
    std::error_code ignored;  // without a working directory it stays as it is
    configuration.web.config_file =
        std::filesystem::absolute(*arguments.web_config_file, ignored).lexically_normal();
  }
  if (arguments.telemetry_path) configuration.web.telemetry_path = *arguments.telemetry_path;
  if (arguments.disable_exporter_metrics) configuration.web.disable_exporter_metrics = true;
  if (arguments.plugin_directory) configuration.plugin_directory = arguments.plugin_directory;
  if (arguments.allow_unsafe_plugins) configuration.allow_unsafe_plugins = true;
}

// From plugins.
void HideWebSecrets(config::Configuration& configuration) {
  const std::string& file = configuration.web.config_file;
  if (file.empty()) return;
  configuration.secret_files.push_back(file);
  const config::LoadedWebConfig web = config::LoadWebConfig(file);
  if (web.config.tls && !web.config.tls->key.file.empty()) {
    configuration.secret_files.push_back(web.config.tls->key.file);
  }
}

// "exporter.yaml:4:13: collector "disks": cannot load ..."
std::string Explain(const config::Collector& collector, const config::Place& where,
                    const Error& error) {
  const std::string place = where.file.empty() ? "" : config::ToString(where) + ": ";
  return place + "collector \"" + collector.name + "\": " + error.message;
}

// In this process if that is what the configuration says, and the plugin does not object.
Result<std::shared_ptr<const plugin::Plugin>> LoadHere(const config::Collector& collector,
                                                       const plugin::Found& found) {
  if (collector.isolation == config::Isolation::kProcess) return nullptr;
  auto plugin = plugin::Load(found);
  if (!plugin || ((*plugin)->flags & WEIR_PLUGIN_ISOLATE) == 0) return plugin;
  log::Write(log::Level::kWarning,
             "the plugin asks for a worker, and gets one instead of isolation: in_process",
             {{"collector", collector.name}}, collect::LogLevelOf(collector));
  return nullptr;
}

void SayHowItIsLoaded(const config::Collector& collector, const plugin::PluginFile& file) {
  if (file.by_path.empty()) return;
  log::Write(log::Level::kInfo,
             "plugin is loaded by its path: it must not be overwritten, only replaced",
             {{"collector", collector.name}, {"plugin", file.path}, {"reason", file.by_path}},
             collect::LogLevelOf(collector));
}

const Loading* FindNamed(const Loadings& loadings, const std::string& name) {
  const auto found = std::ranges::find_if(
      loadings, [&](const Loading& loading) { return loading.config->name == name; });
  return found == loadings.end() ? nullptr : &*found;
}

// What is loaded or prepared in `before` serves again, if it is what is wanted.
bool TakeFrom(const Loading* before, Loading& loading) {
  if (before == nullptr || !before->found || !config::SaySame(*before->config, *loading.config) ||
      !plugin::AreSame(*before->found->file, *loading.found->file)) {
    return false;
  }
  loading.found = before->found;
  loading.loaded = before->loaded;
  return true;
}

Result<void> Complete(Loading& loading, const Loading* before,
                      const std::vector<std::string>& secrets) {
  loading.kept = TakeFrom(before, loading);
  if (!loading.kept) {
    auto loaded = LoadHere(*loading.config, *loading.found);
    if (!loaded) return Fail(loaded.error().message);
    loading.loaded = std::move(*loaded);
    SayHowItIsLoaded(*loading.config, *loading.found->file);
  }
  if (loading.loaded) return {};
  const auto policy = worker::PolicyOf(*loading.config, loading.found->file->path, secrets);
  if (!policy) return Fail(policy.error().message);
  loading.policy = sandbox::Encode(*policy);
  loading.kept = loading.kept && loading.policy == before->policy;
  return {};
}

}  // namespace

config::Loaded LoadConfiguration(const Arguments& arguments) {
  config::Loaded loaded = config::Load(arguments.config_file);
  ApplyFlags(arguments, loaded.configuration);
  HideWebSecrets(loaded.configuration);
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
  return {configuration.plugin_directory.value_or(InstalledPlugins()),
          configuration.allow_unsafe_plugins};
}

web::Security::Opened OpenSecurity(const config::Configuration& configuration) {
  if (configuration.web.config_file.empty()) return nullptr;
  return web::Security::Open(configuration.web.config_file);
}

Loadings LoadPlugins(const std::shared_ptr<const config::Configuration>& configuration,
                     const Loadings& running) {
  const plugin::Trust trust = TrustOf(*configuration);
  const auto secrets = worker::SecretsOf(*configuration);
  Loadings loadings;
  for (const auto& collector : configuration->collectors) {
    Loading& loading = loadings.emplace_back(Loading{
        {configuration, &collector}, plugin::Find(collector.plugin, trust), nullptr, {}, false});
    const config::Place* place = &collector.plugin_place;
    Result<void> complete;
    if (loading.found) complete = CheckPin(collector, *loading.found->file);
    if (!complete) place = &collector.sha256_place;
    if (complete && loading.found) {
      complete = Complete(loading, FindNamed(running, collector.name), secrets);
    }
    if (!complete) loading.found = tl::unexpected(complete.error());
    if (!loading.found) loading.found = Fail(Explain(collector, *place, loading.found.error()));
  }
  return loadings;
}

Result<std::unique_ptr<worker::Workshop>> OpenWorkshop(const Loadings& loadings) {
  if (!std::ranges::any_of(loadings, &Loading::NeedsWorker)) return nullptr;
  sandbox::HideProcess();
  return worker::Workshop::Open(worker::Executable::Installed());
}

collect::Fleet::MakeSource SourceMaker(Loadings loadings, worker::Workshop* workshop, Loop& loop) {
  const auto shared = std::make_shared<const Loadings>(std::move(loadings));
  return [shared, workshop,
          &loop](const config::Collector& config) -> std::unique_ptr<collect::Source> {
    const auto is_its = [&](const Loading& loading) { return loading.config.get() == &config; };
    const auto& loading = *std::ranges::find_if(*shared, is_its);
    if (!loading.found)
      return std::make_unique<collect::FailedSource>(loop, loading.found.error().message);
    if (loading.loaded)
      return std::make_unique<collect::InProcess>(config, *loading.loaded->descriptor, loop);
    return std::make_unique<worker::WorkerSource>(config, *loading.found, loading.policy, *workshop,
                                                  loop);
  };
}

}  // namespace weir::cli
