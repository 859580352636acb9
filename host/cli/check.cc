#include <chrono>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/setup.h"
#include "collect/source.h"
#include "loop/epoll_loop.h"

namespace weir::cli {
namespace {

// For a destroy that hangs.
constexpr std::chrono::seconds kGraceForEnd(3);

// Counts what it prints.
class Findings {
 public:
  void Add(const std::string& text) {
    std::cerr << text << "\n";
    ++count_;
  }
  size_t count() const { return count_; }

 private:
  size_t count_ = 0;
};

// What of the sandbox this system cannot do.
using Lacking = std::set<std::string_view>;

// Starts and ends an instance; nothing if that takes longer than allowed.
std::optional<collect::Report> TryStart(const config::Collector& collector,
                                        std::unique_ptr<collect::Source> source, Loop& loop,
                                        Lacking& lacking) {
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
  loop.Post([shared, gone, in_time, &lacking] {
    for (const auto& [part, in_force] : shared->Look().sandbox) {
      if (!in_force) lacking.insert(part);
    }
    if (!in_time) shared->Abandon();
    shared->Stop([gone] { gone->set_value(); });
  });
  end.wait_for(kGraceForEnd);
  return in_time ? std::optional(report.get()) : std::nullopt;
}

void CheckInstance(const config::Collector& collector, std::unique_ptr<collect::Source> source,
                   Loop& loop, Findings& findings, Lacking& lacking) {
  const auto report = TryStart(collector, std::move(source), loop, lacking);
  if (!report) {
    return findings.Add(
        collect::Explain(collector, {WEIR_E_TIMEOUT, "did not start in time", 0, {}}));
  }
  if (!report->alive) findings.Add(collect::Explain(collector, report->outcome));
  if (!report->last_refusal.empty()) {
    findings.Add(collect::Explain(collector, {WEIR_E_INVALID, report->last_refusal, 0, {}}));
  }
  for (const auto& key : report->unread_keys) findings.Add(collect::ExplainUnread(collector, key));
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
void PrintLacking(const Lacking& lacking) {
  if (lacking.empty()) return;
  std::string text;
  for (const auto& part : lacking) text += (text.empty() ? "" : ", ") + std::string(part);
  std::cout << "sandbox: this system lacks " << text << "\n";
}

void CheckPlugins(const config::Configuration& given, Findings& findings) {
  const auto loadings = LoadPlugins(std::make_shared<const config::Configuration>(Confined(given)));
  Lacking lacking;
  EpollLoop loop;
  const auto workshop = OpenWorkshop(loadings);
  if (!workshop) return findings.Add(workshop.error().message);
  const auto make_source = SourceMaker(loadings, workshop->get(), loop);
  for (const auto& loading : loadings) {
    if (!loading.found) {
      findings.Add(loading.found.error().message);
    } else {
      CheckInstance(*loading.config, make_source(*loading.config), loop, findings, lacking);
    }
  }
  PrintLacking(lacking);
}

void CheckWeb(const config::Configuration& configuration, Findings& findings) {
  const auto security = OpenSecurity(configuration);
  if (security) return;
  for (const auto& finding : security.error()) findings.Add(config::ToString(finding));
}

std::string Plural(size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

int Check(const Arguments& arguments) {
  const config::Loaded loaded = LoadConfiguration(arguments);
  Findings findings;
  for (const auto& finding : loaded.findings) findings.Add(config::ToString(finding));
  CheckWeb(loaded.configuration, findings);
  if (!arguments.no_plugins) CheckPlugins(loaded.configuration, findings);
  if (findings.count() > 0) {
    std::cerr << arguments.config_file << ": " << Plural(findings.count(), "finding") << "\n";
    return kBadConfiguration;
  }
  std::cout << arguments.config_file << ": "
            << Plural(loaded.configuration.collectors.size(), "collector") << ", no findings\n";
  return kSuccess;
}

}  // namespace weir::cli
