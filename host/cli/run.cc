#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/host.h"
#include "cli/renewal.h"
#include "cli/setup.h"
#include "cli/signals.h"
#include "log/log.h"

namespace weir::cli {
namespace {

// For a reload that is under way when it is time to stop.
constexpr std::chrono::milliseconds kGraceForReload(200);

// Says which plugins could not be loaded.  False if one of them is required.
bool ReportLoadings(const Loadings& loadings) {
  bool complete = true;
  for (const auto& loading : loadings) {
    if (loading.found) continue;
    complete = complete && !loading.config->required;
    log::Failure("plugin not loaded", {{"collector", loading.config->name},
                                       {"error", loading.found.error().message},
                                       {"required", loading.config->required ? "true" : "false"}});
  }
  return complete;
}

// The soft limit is for programs that use select(2).  Workers have limits of their own.
void UseAllDescriptors() {
  constexpr rlim_t kMost = 65536;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, kMost));
  setrlimit(RLIMIT_NOFILE, &limit);
}

// Reloads until it is time to stop.
void FollowSignals(Signals& signals, Renewal& renewal) {
  for (int signal = signals.Wait(); signal == SIGHUP; signal = signals.Wait()) {
    renewal.Ask([](const Reloader::Outcome&) {});
  }
  log::Info("stopping");
}

// A reload that hangs, in a filesystem say, is left behind.
void Stop(Host& host, Renewal& renewal) {
  host.RefuseToApply();
  const bool quiet = renewal.Stop(kGraceForReload);
  host.Stop();
  if (quiet) return;
  fflush(nullptr);
  _exit(kSuccess);
}

// For people, with the line that is meant; where programs read the log, as lines of it.
void Say(const Arguments& arguments, const std::vector<config::Finding>& findings) {
  const bool for_people =
      arguments.log_format == log::Format::kLogfmt && getenv("JOURNAL_STREAM") == nullptr;
  for (const auto& finding : findings) {
    if (for_people) {
      std::cerr << config::ToString(finding) << "\n";
    } else {
      log::Failure("wrong configuration",
                   {{"place", config::ToString(finding.place)}, {"error", finding.message}});
    }
  }
}

// Nothing if it cannot be used, which has been said.
std::optional<std::shared_ptr<web::Security>> Secure(const Arguments& arguments,
                                                     const config::Configuration& configuration) {
  auto security = OpenSecurity(configuration);
  if (security) return *std::move(security);
  Say(arguments, security.error());
  return std::nullopt;
}

int RunConfigured(const Arguments& arguments, const Host::Configuration& configuration,
                  const watch::Footprint& seen, Signals signals) {
  auto security = Secure(arguments, *configuration);
  if (!security) return kBadConfiguration;
  auto loadings = LoadPlugins(configuration);
  if (!ReportLoadings(loadings)) return kBadConfiguration;
  Doors doors;
  auto opened = doors.Open(configuration->web);
  if (!opened) {
    log::Failure(opened.error().message);
    return kFailure;
  }
  doors.Take(configuration->web, *opened);
  auto workshop = OpenWorkshop(loadings);
  if (!workshop) {
    log::Failure(workshop.error().message);
    return kFailure;
  }
  std::optional<Renewal> renewal;
  Host::Options options;
  options.reload = [&](web::Site::Told told) { renewal->Ask(std::move(told)); };
  options.remote_reload = arguments.enable_lifecycle;
  Host host(configuration, std::move(loadings), std::move(*workshop), std::move(options));
  renewal.emplace(arguments, seen, host);
  host.Begin();  // before the first request, which then waits for the first collection
  host.Serve(std::move(doors), std::move(opened->opened), std::move(*security));
  FollowSignals(signals, *renewal);
  Stop(host, *renewal);
  return kSuccess;
}

}  // namespace

int Run(const Arguments& arguments) {
  UseAllDescriptors();
  auto signals = Signals::Block();
  if (!signals) {
    log::Failure(signals.error().message);
    return kFailure;
  }
  watch::Footprint seen;
  config::Loaded loaded = LoadFirst(arguments, seen);
  Say(arguments, loaded.findings);
  if (!loaded.findings.empty()) return kBadConfiguration;
  log::Info("starting", {{"version", WEIR_VERSION}, {"config", arguments.config_file}});
  return RunConfigured(
      arguments, std::make_shared<const config::Configuration>(std::move(loaded.configuration)),
      seen, std::move(*signals));
}

}  // namespace weir::cli
