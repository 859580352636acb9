#include "cli/host.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <future>
#include <set>
#include <utility>

#include "cli/exit_code.h"
#include "cli/stop.h"
#include "log/log.h"

namespace weir::cli {
namespace {

// After a SIGTERM: scrapes in flight have the first, plugins the second; two seconds in all.
constexpr std::chrono::milliseconds kGraceForScrapes(1200);
constexpr std::chrono::milliseconds kGraceForPlugins(400);

constexpr const char* kStopping = "weir is stopping";

std::string Joined(const std::vector<std::string>& faults) {
  std::string text;
  for (const std::string& fault : faults) text += (text.empty() ? "" : "\n") + fault;
  return text;
}

Result<void> AllFound(const Loadings& loadings) {
  std::vector<std::string> faults;
  for (const Loading& loading : loadings) {
    if (!loading.found) faults.push_back(loading.found.error().message);
  }
  if (faults.empty()) return {};
  return Fail(Joined(faults));
}

std::set<std::string> NamesOfKept(const Loadings& loadings) {
  std::set<std::string> names;
  for (const Loading& loading : loadings) {
    if (loading.kept) names.insert(loading.config->name);
  }
  return names;
}

web::Limits LimitsOf(const config::Web& web) {
  web::Limits limits;
  limits.connections = web.max_connections;
  return limits;
}

std::string Url(const web::Listener& listener, bool tls) {
  std::string url = listener.Url();
  if (tls && url.starts_with("http:")) url.insert(4, "s");
  return url;
}

void Announce(const std::vector<web::Listener>& listeners, const config::Web& web,
              const std::shared_ptr<web::Security>& security) {
  const bool tls = security && security->Current()->tls;
  for (const auto& listener : listeners) {
    log::Info("listening",
              {{"address", listener.address()}, {"url", Url(listener, tls) + web.telemetry_path}});
  }
}

}  // namespace

Host::Host(Configuration configuration, Loadings loadings,
           std::unique_ptr<worker::Workshop> workshop, Options options)
    : configuration_(std::move(configuration)),
      loadings_(std::move(loadings)),
      own_(!configuration_->web.disable_exporter_metrics),
      exposition_(own_),
      workshop_(std::move(workshop)),
      fleet_(configuration_, loop_, SourceMaker(loadings_, workshop_.get(), loop_)),
      site_(configuration_, fleet_, exposition_, SiteOptions(std::move(options))) {
  own_.ShowWeb([this] { return WebStatus(); });
}

web::Site::Options Host::SiteOptions(Options options) {
  web::Site::Options site;
  site.version = WEIR_VERSION;
  site.make_room = [this] { return server_->MakeRoom(); };
  site.reload = std::move(options.reload);
  site.remote_reload = options.remote_reload;
  return site;
}

void Host::Begin() {
  fleet_.Begin();
  service_.emplace(fleet_, Loops());
  fleet_.WhenReady(
      [this] { fleet_.Look([this](const collect::Reading& reading) { SayReady(reading); }); });
}

std::vector<Loop*> Host::Loops() {
  if (!workshop_) return {&loop_};
  return {&workshop_->loop(), &loop_};
}

// On the loop.
std::optional<self::WebStatus> Host::WebStatus() const {
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

void Host::SayReady(const collect::Reading& reading) {
  const auto up = std::ranges::count_if(reading, &collect::View::up);
  log::Info("ready", {{"collectors", std::to_string(reading.size())}, {"up", std::to_string(up)}});
  for (const auto& view : reading) {
    if (!view.config->required || view.started) continue;
    log::Failure("a required collector did not start", {{"collector", view.config->name}});
    fflush(nullptr);
    _exit(kFailure);
  }
  service_->Ready(reading);
}

void Host::Serve(Doors doors, std::vector<web::Listener> listeners,
                 std::shared_ptr<web::Security> security) {
  const auto handle = [this](const web::Request& request, web::Reply reply) {
    site_.Handle(request, std::move(reply));
  };
  const auto observe = [this](std::string_view route, int code, double seconds) {
    own_.Observe(route, code, seconds);
  };
  Announce(listeners, configuration_->web, security);
  doors_ = std::move(doors);
  server_.emplace(
      loop_, std::move(listeners), handle,
      web::Server::Options{LimitsOf(configuration_->web), observe, std::move(security)});
}

// As a check too: the one that is in force stays, with its counters, unless its file is another.
Result<std::shared_ptr<web::Security>> Host::SecurityOf(const Configuration& next) {
  const auto opened = OpenSecurity(*next);
  if (!opened) return Fail(JoinFindings(opened.error()));
  std::string barrier;
  OnLoop([&] {
    const auto running = server_->security();
    if (running) barrier = running->WhyNotReplacedBy(opened->get());
  });
  if (barrier.empty()) return *opened;
  return Fail((*opened ? (*opened)->path() : "web.config_file") + ": " + barrier);
}

Result<Changes> Host::Apply(const Configuration& next) {
  const auto security = SecurityOf(next);
  if (!security) return tl::unexpected(security.error());
  Loadings loadings = LoadPlugins(next, loadings_);
  if (const auto found = AllFound(loadings); !found) return tl::unexpected(found.error());
  if (const auto prepared = Prepare(next, loadings); !prepared) {
    Dismiss();
    return tl::unexpected(prepared.error());
  }
  auto move = doors_.Open(next->web);
  if (!move) {
    Dismiss();
    return tl::unexpected(move.error());
  }
  doors_.Take(next->web, *move);
  Announce(move->opened, next->web, *security);
  const auto closed = move->closed;
  if (!TakeOver(next, std::move(*move), *security)) return Fail(kStopping);
  for (const std::string& address : closed) log::Info("listening no more", {{"address", address}});
  Changes changes = Compare(std::exchange(loadings_, loadings), loadings);
  changes.settings = ChangedSettings(*std::exchange(configuration_, next), *next);
  return changes;
}

// Waits until all newcomers have run once.
Result<void> Host::Prepare(const Configuration& next, const Loadings& loadings) {
  if (!workshop_) {
    auto workshop = OpenWorkshop(loadings);
    if (!workshop) return tl::unexpected(workshop.error());
    workshop_ = std::move(*workshop);
    service_->Watch(Loops());
  }
  const auto promise = std::make_shared<std::promise<std::vector<std::string>>>();
  const auto verdict = [promise](std::vector<std::string> faults) {
    promise->set_value(std::move(faults));
  };
  auto future = promise->get_future();
  loop_.Post([this, next, verdict, kept = NamesOfKept(loadings),
              make_source = SourceMaker(loadings, workshop_.get(), loop_)] {
    if (refuses_) return verdict({kStopping});
    try {
      fleet_.Prepare(next, kept, make_source, verdict);
    } catch (const std::exception& exception) {
      fleet_.Dismiss(exception.what());
    }
  });
  const auto faults = future.get();
  if (faults.empty()) return {};
  return Fail(Joined(faults));
}

void Host::Dismiss() {
  OnLoop([this] { fleet_.Dismiss(kStopping); });
}

bool Host::IsInForce(const std::shared_ptr<web::Security>& security) const {
  const auto running = server_->security();
  return security && running ? security->path() == running->path() : security == running;
}

// All at once.  False if it has been dismissed.
bool Host::TakeOver(const Configuration& next, Doors::Move doors,
                    const std::shared_ptr<web::Security>& security) {
  bool taken = false;
  OnLoop([&] {
    if (refuses_) return;
    taken = true;
    fleet_.TakeOver();
    site_.Adopt(next);
    own_.Reloaded(!next->web.disable_exporter_metrics);
    if (!IsInForce(security)) server_->Use(security);
    server_->Adopt(LimitsOf(next->web), doors.closed, std::move(doors.opened));
  });
  return taken;
}

// Runs the task there, and waits for its end.
void Host::OnLoop(const Task& task) {
  const auto promise = std::make_shared<std::promise<void>>();
  auto future = promise->get_future();
  loop_.Post([&task, promise] {
    task();
    promise->set_value();
  });
  future.wait();
}

void Host::RefuseToApply() {
  loop_.Post([this] {
    refuses_ = true;
    fleet_.Dismiss(kStopping);
  });
}

void Host::NoteReload() {
  loop_.Post([this] { service_->Reloading(); });
}

// Ready is not said before it is so.
void Host::NoteReloaded(bool successful) {
  if (!successful) own_.ReloadFailed();
  fleet_.WhenReady([this] {
    fleet_.Look([this](const collect::Reading& reading) { service_->Ready(reading); });
  });
}

void Host::Stop() {
  service_->Stop();
  const bool quiet = server_->Stop(kGraceForScrapes);
  StopOrLeave(fleet_, kGraceForPlugins, kSuccess);
  if (quiet) return;
  fflush(nullptr);
  _exit(kSuccess);
}

}  // namespace weir::cli
