#include <future>
#include <iostream>
#include <memory>
#include <thread>

#include "cli/commands.h"
#include "cli/exit_code.h"
#include "cli/setup.h"
#include "collect/recorded_instance.h"

namespace weir::cli {
namespace {

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

// Starts and ends an instance on a thread of its own; nothing if that takes longer than allowed.
std::optional<collect::Report> TryStart(const config::Collector& collector,
                                        const weir_plugin& plugin) {
  const auto promise = std::make_shared<std::promise<collect::Report>>();
  auto future = promise->get_future();
  std::thread([promise, config = collector, &plugin] {
    collect::RecordedInstance instance(config, plugin);
    collect::Report report = instance.Start();
    instance.Stop();
    promise->set_value(std::move(report));
  }).detach();
  if (future.wait_for(collector.start_timeout) != std::future_status::ready) return {};
  return future.get();
}

void CheckInstance(const config::Collector& collector, const weir_plugin& plugin,
                   Findings& findings) {
  const auto report = TryStart(collector, plugin);
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

void CheckPlugins(const config::Configuration& configuration, Findings& findings) {
  for (const auto& loading : LoadPlugins(configuration)) {
    if (!loading.plugin) {
      findings.Add(loading.plugin.error().message);
    } else {
      CheckInstance(*loading.config, *(*loading.plugin)->descriptor, findings);
    }
  }
}

std::string Plural(size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

}  // namespace

int Check(const Arguments& arguments) {
  const config::Loaded loaded = LoadConfiguration(arguments);
  Findings findings;
  for (const auto& finding : loaded.findings) findings.Add(config::ToString(finding));
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
