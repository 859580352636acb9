#include <algorithm>
#include <chrono>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/check_findings.h"
#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/setup.h"
#include "collect/source.h"
#include "loop/epoll_loop.h"
#include "plugin/reference.h"
#include "worker/sandbox_policy.h"
#include "worker/secrets.h"

namespace weir::cli {
namespace {

// For a destroy that hangs.
constexpr std::chrono::seconds kGraceForEnd(3);

// In its own sandbox it may find what it misses here.
constexpr const char* kTriedHow =
    " (tried under sandbox: {level: strict}, as all are by weir check)";

// The parts of the sandbox, and whether this system can do them.
using Sandbox = std::map<std::string_view, bool>;

// Starts and ends an instance; nothing if that takes longer than allowed.
std::optional<collect::Report> TryStart(const config::Collector& collector,
                                        std::unique_ptr<collect::Source> source, Loop& loop,
                                        Sandbox& sandbox) {
  const auto shared = std::shared_ptr<collect::Source>(std::move(source));
  const auto promise = std::make_shared<std::promise<collect::Report>>();
  const auto gone = std::make_shared<std::promise<void>>();
  auto report = promise->get_future();
  auto end = gone->get_future();
  loop.Post([shared, promise, deadline = loop.Now() + collector.start_timeout] {
    shared->Start(deadline,
                  [promise](collect::Report made) { promise->set_value(std::move(made)); });
  });
  const bool in_time = report.wait_for(collector.start_timeout) == std::future_status::ready;
  loop.Post([shared, gone, in_time, &sandbox] {
    for (const auto& [part, in_force] : shared->Look().sandbox) {
      const auto [known, added] = sandbox.emplace(part, in_force);
      known->second = known->second && in_force;
    }
    if (!in_time) shared->Abandon();
    shared->Stop([gone] { gone->set_value(); });
  });
  end.wait_for(kGraceForEnd);
  return in_time ? std::optional(report.get()) : std::nullopt;
}

config::Place PlaceOf(const config::Collector& collector, const std::string& pointer) {
  const auto at = collector.config_places.find(pointer);
  return at == collector.config_places.end() ? collector.place : at->second;
}

// What the plugin and its schema say against the configuration.
void AddReport(const config::Collector& collector, const collect::Report& report,
               CheckFindings& findings) {
  for (const auto& [pointer, message] : report.violations) {
    findings.Add(collector, PlaceOf(collector, pointer), "config: " + message);
  }
  if (!report.alive && report.violations.empty()) {
    findings.Add(collector, collect::Explain(collector, report.outcome) + kTriedHow);
  } else if (!report.last_refusal.empty()) {
    findings.Add(collector, collector.place, report.last_refusal);
  }
  for (const auto& key : report.unread_keys) {
    findings.Add(collector, collect::ExplainUnread(collector, key));
  }
}

void CheckInstance(const config::Collector& collector, std::unique_ptr<collect::Source> source,
                   Loop& loop, CheckFindings& findings, Sandbox& sandbox) {
  const auto report = TryStart(collector, std::move(source), loop, sandbox);
  if (!report) return findings.Add(collector, collector.place, "did not start in time");
  AddReport(collector, *report, findings);
}

// Nothing is asked of a plugin yet that it could need more for.
config::Configuration Confined(config::Configuration configuration) {
  for (auto& collector : configuration.collectors) {
    collector.isolation = config::Isolation::kProcess;
    collector.sandbox.level = config::Sandbox::Level::kStrict;
  }
  return configuration;
}

// No finding: what is demanded stands in `require`.
void NoteSandbox(const Sandbox& sandbox, CheckFindings& findings) {
  if (sandbox.empty()) return;
  std::string has, lacks;
  for (const auto& [part, in_force] : sandbox) {
    std::string& text = in_force ? has : lacks;
    text.append(text.empty() ? "" : ", ").append(part);
  }
  if (!has.empty()) findings.Note("sandbox: this system has " + has);
  if (!lacks.empty()) findings.Note("sandbox: this system lacks " + lacks);
}

// The one that the file says, which it is not tried in.
void CheckOwnSandbox(const config::Configuration& given, const config::Collector& confined,
                     const plugin::Found& found, CheckFindings& findings) {
  const auto own = std::ranges::find(given.collectors, confined.name, &config::Collector::name);
  if (own->isolation != config::Isolation::kProcess) return;
  const auto policy = worker::PolicyOf(*own, found.file->path, worker::SecretsOf(given));
  if (!policy) findings.Add(*own, own->place, policy.error().message);
}

void CheckPlugins(const config::Configuration& given, CheckFindings& findings) {
  const auto confined = std::make_shared<const config::Configuration>(Confined(given));
  const auto loadings = LoadPlugins(confined);
  Sandbox sandbox;
  EpollLoop loop;
  const auto workshop = OpenWorkshop(loadings);
  if (!workshop) return findings.Add(workshop.error().message);
  const auto make_source = SourceMaker(loadings, workshop->get(), loop);
  for (const auto& loading : loadings) {
    if (!plugin::ParseReference(loading.config->plugin)) continue;  // which the file's findings say
    if (!loading.found) {
      findings.Add(*loading.config, loading.found.error().message);
    } else {
      CheckInstance(*loading.config, make_source(*loading.config), loop, findings, sandbox);
      CheckOwnSandbox(given, *loading.config, *loading.found, findings);
    }
  }
  NoteSandbox(sandbox, findings);
}

void CheckWeb(const config::Configuration& configuration, CheckFindings& findings) {
  const auto security = OpenSecurity(configuration);
  if (security) return;
  for (const auto& finding : security.error()) findings.Add(finding);
}

std::string Plural(size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

void Print(const Arguments& arguments, size_t collectors, const CheckFindings& findings) {
  if (arguments.json) {
    std::cout << findings.AsJson();
    return;
  }
  for (const std::string& note : findings.Notes()) std::cout << note << "\n";
  std::cerr << findings.ForPeople();
  if (findings.count() > 0) {
    std::cerr << arguments.config_file << ": " << Plural(findings.count(), "finding") << "\n";
  } else {
    std::cout << arguments.config_file << ": " << Plural(collectors, "collector")
              << ", no findings\n";
  }
}

}  // namespace

int Check(const Arguments& arguments) {
  const config::Loaded loaded = LoadConfiguration(arguments);
  CheckFindings findings(arguments.config_file);
  for (const auto& finding : loaded.findings) findings.Add(finding);
  CheckWeb(loaded.configuration, findings);
  if (!arguments.no_plugins) CheckPlugins(loaded.configuration, findings);
  Print(arguments, loaded.configuration.collectors.size(), findings);
  return findings.count() > 0 ? kBadConfiguration : kSuccess;
}

}  // namespace weir::cli
