#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/service_link.h"
#include "cli/setup.h"
#include "cli/signals.h"
#include "cli/stop.h"
#include "expose/exposition.h"
#include "log/log.h"
#include "loop/epoll_loop.h"
#include "self/metrics.h"
#include "web/listener.h"
#include "web/server.h"
#include "web/site.h"

namespace weir::cli {
namespace {

// After a SIGTERM: scrapes in flight have the first, plugins the second; two seconds in all.
constexpr std::chrono::milliseconds kGraceForScrapes(1200);
constexpr std::chrono::milliseconds kGraceForPlugins(400);

// Says which plugins could not be loaded.  False if one of them is required.
bool ReportLoadings(const std::vector<Loading>& loadings) {
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

Result<std::vector<web::Listener>> OpenListeners(const config::Configuration& configuration) {
  if (configuration.web.systemd_socket) return web::Listener::FromSystemd();
  std::vector<web::Listener> listeners;
  for (const auto& address : configuration.web.listen) {
    auto listener = web::Listener::Open(address);
    if (!listener) return tl::unexpected(listener.error());
    listeners.push_back(std::move(*listener));
  }
  return listeners;
}

std::string Url(const web::Listener& listener, bool tls) {
  std::string url = listener.Url();
  if (tls && url.starts_with("http:")) url.insert(4, "s");
  return url;
}

void Announce(const std::vector<web::Listener>& listeners,
              const config::Configuration& configuration, bool tls) {
  for (const auto& listener : listeners) {
    log::Info("listening", {{"address", listener.address()},
                            {"url", Url(listener, tls) + configuration.web.telemetry_path}});
  }
}

// All that serves, in the order in which it is built; it is left in the other.
class Host {
 public:
  Host(const config::Configuration& configuration, const std::vector<Loading>& loadings,
       std::unique_ptr<worker::Workshop> workshop)
      : configuration_(configuration),
        own_(Describe(loadings), !configuration.web.disable_exporter_metrics),
        exposition_(own_),
        workshop_(std::move(workshop)),
        fleet_(configuration, loop_, SourceMaker(loadings, workshop_.get(), loop_)),
        site_(configuration, fleet_, exposition_, SiteOptions()) {
    own_.ShowWeb([this] { return WebStatus(); });
  }

  void Serve(std::vector<web::Listener> listeners, std::shared_ptr<web::Security> security) {
    const auto handle = [this](const web::Request& request, web::Reply reply) {
      site_.Handle(request, std::move(reply));
    };
    const auto observe = [this](std::string_view route, int code, double seconds) {
      own_.Observe(route, code, seconds);
    };
    web::Limits limits;
    limits.connections = configuration_.web.max_connections;
    server_.emplace(loop_, std::move(listeners), handle,
                    web::Server::Options{limits, observe, std::move(security)});
  }

  void Begin() {
    fleet_.Begin();
    service_.emplace(fleet_, Loops());
    fleet_.WhenReady(
        [this] { fleet_.Look([this](collect::Reading reading) { SayReady(reading); }); });
  }

  // Ends the process itself if a plugin or a client holds a thread.
  void Stop() {
    service_->Stop();
    const bool quiet = server_->Stop(kGraceForScrapes);
    StopOrLeave(fleet_, kGraceForPlugins, kSuccess);
    if (quiet) return;
    fflush(nullptr);
    _exit(kSuccess);
  }

 private:
  web::Site::Options SiteOptions() {
    web::Site::Options options;
    options.telemetry_path = configuration_.web.telemetry_path;
    options.version = WEIR_VERSION;
    options.requests = configuration_.web.max_requests;
    options.make_room = [this] { return server_->MakeRoom(); };
    return options;
  }

  std::vector<Loop*> Loops() {
    if (!workshop_) return {&loop_};
    return {&workshop_->loop(), &loop_};
  }

  // On the loop.
  std::optional<self::WebStatus> WebStatus() const {
    const auto security = server_->security();
    if (!security) return std::nullopt;
    const web::Security::Status status = security->status();
    self::WebStatus shown{std::nullopt, status.last_read_good, status.failed_reads,
                          status.failed_handshakes};
    if (status.not_after) {
      shown.not_after = std::chrono::duration<double>(status.not_after->time_since_epoch()).count();
    }
    return shown;
  }

  void SayReady(const collect::Reading& reading) {
    const auto up = std::ranges::count_if(reading, &collect::View::up);
    log::Info("ready",
              {{"collectors", std::to_string(reading.size())}, {"up", std::to_string(up)}});
    for (const auto& view : reading) {
      if (!view.config->required || view.started) continue;
      log::Failure("a required collector did not start", {{"collector", view.config->name}});
      fflush(nullptr);
      _exit(kFailure);
    }
    service_->Ready(reading);
  }

  const config::Configuration& configuration_;
  self::Metrics own_;
  expose::Exposition exposition_;
  EpollLoop loop_;
  const std::unique_ptr<worker::Workshop> workshop_;  // null if no collector has a worker
  collect::Fleet fleet_;
  web::Site site_;
  std::optional<web::Server> server_;
  std::optional<ServiceLink> service_;
};

void WaitForTheEnd(Signals& signals) {
  for (int signal = signals.Wait(); signal == SIGHUP; signal = signals.Wait()) {
    log::Warning("SIGHUP: this version cannot reload, restart it instead");
  }
  log::Info("stopping");
}

// Nothing if it cannot be used, which has been said.
std::optional<std::shared_ptr<web::Security>> Secure(const config::Configuration& configuration) {
  auto security = OpenSecurity(configuration);
  if (security) return *std::move(security);
  for (const auto& finding : security.error()) std::cerr << config::ToString(finding) << "\n";
  return std::nullopt;
}

int RunConfigured(const config::Configuration& configuration, Signals signals) {
  auto security = Secure(configuration);
  if (!security) return kBadConfiguration;
  const auto loadings = LoadPlugins(configuration);
  if (!ReportLoadings(loadings)) return kBadConfiguration;
  auto listeners = OpenListeners(configuration);
  if (!listeners) {
    log::Failure(listeners.error().message);
    return kFailure;
  }
  auto workshop = OpenWorkshop(loadings);
  if (!workshop) {
    log::Failure(workshop.error().message);
    return kFailure;
  }
  Host host(configuration, loadings, std::move(*workshop));
  Announce(*listeners, configuration, *security && (*security)->Current()->tls);
  host.Begin();  // before the first request, which then waits for the first collection
  host.Serve(std::move(*listeners), std::move(*security));
  WaitForTheEnd(signals);
  host.Stop();
  return kSuccess;
}

}  // namespace

int Run(const Arguments& arguments) {
  auto signals = Signals::Block();
  if (!signals) {
    log::Failure(signals.error().message);
    return kFailure;
  }
  const config::Loaded loaded = LoadConfiguration(arguments);
  for (const auto& finding : loaded.findings) std::cerr << config::ToString(finding) << "\n";
  if (!loaded.findings.empty()) return kBadConfiguration;
  log::Info("starting", {{"version", WEIR_VERSION}, {"config", arguments.config_file}});
  return RunConfigured(loaded.configuration, std::move(*signals));
}

}  // namespace weir::cli
