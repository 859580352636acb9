#include "self/collector_metrics.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "plugin/reference.h"

namespace weir::self {
namespace {

using series::Type;

// What a plugin is called as long as it has not said so itself.
std::string NameOf(const std::string& text) {
  const auto reference = plugin::ParseReference(text);
  if (!reference) return text;
  if (!reference->plugin.empty()) return reference->plugin;
  if (!reference->name.empty()) return reference->name;
  return std::filesystem::path(reference->path).stem();
}

std::string_view NameOf(config::Isolation isolation) {
  return isolation == config::Isolation::kProcess ? "process" : "in_process";
}

double Seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

CollectorMetrics::CollectorMetrics(series::Recording& recording)
    : info_(recording, Type::kInfo, "weir_collector_info",
            "Which plugin a collector runs, and how.",
            {"collector", "plugin", "version", "isolation"}),
      up_(recording, Type::kGauge, "weir_collector_up",
          "Whether the collector's last collection succeeded in time.", {"collector"}),
      duration_(recording, Type::kGauge, "weir_collector_duration_seconds",
                "How long the last collection took inside the plugin.", {"collector"}),
      age_(recording, Type::kGauge, "weir_collector_age_seconds",
           "How long ago the collector last delivered values.", {"collector"}),
      last_success_(recording, Type::kGauge, "weir_collector_last_success_timestamp_seconds",
                    "When the collector last succeeded, in seconds since 1970.", {"collector"}),
      series_(recording, Type::kGauge, "weir_collector_series",
              "Series that the collector's values make on this page, before conflicts.",
              {"collector"}),
      refused_(recording, Type::kGauge, "weir_collector_refused_series",
               "Series and families that the collector wants to show and may not, by reason.",
               {"collector", "reason"}),
      restarts_(recording, Type::kCounter, "weir_collector_restarts_total",
                "Times that the collector's plugin was started again, by what it had ended of.",
                {"collector", "reason"}),
      timeouts_(recording, Type::kCounter, "weir_collector_timeouts_total",
                "Starts and collections that overran their deadline.", {"collector"}),
      dropped_(recording, Type::kCounter, "weir_collector_dropped_samples_total",
               "Samples that the plugin pushed and that could not be shown, by reason.",
               {"collector", "reason"}),
      stuck_(recording, Type::kGauge, "weir_collector_stuck",
             "Whether the collector's worker was killed and does not end, held by the kernel.",
             {"collector"}),
      cpu_(recording, Type::kCounter, "weir_collector_worker_cpu_seconds_total",
           "User and system CPU time of all workers that the collector has had.", {"collector"}),
      memory_(recording, Type::kGauge, "weir_collector_worker_resident_memory_bytes",
              "Resident memory size of the collector's worker.", {"collector"}),
      fds_(recording, Type::kGauge, "weir_collector_worker_open_fds",
           "Open file descriptors of the collector's worker.", {"collector"}),
      sandbox_(recording, Type::kGauge, "weir_collector_sandbox_in_force",
               "Whether this part of the collector's sandbox is in force: 0 where it was asked for "
               "and this system cannot do it.",
               {"collector", "feature"}) {}

void CollectorMetrics::Push(const collect::Reading& reading,
                            const std::vector<collect::Conflicts>& conflicts) {
  for (size_t i = 0; i < reading.size(); ++i) {
    PushInfo(*reading[i].config, reading[i].facts);
    PushView(reading[i], conflicts[i]);
  }
}

void CollectorMetrics::PushInfo(const config::Collector& config, const collect::Facts& facts) {
  const std::string plugin = facts.plugin.empty() ? NameOf(config.plugin) : facts.plugin;
  const auto isolation = facts.isolation.empty() ? NameOf(config.isolation) : facts.isolation;
  ForgetOther(config.name, {plugin, facts.version, std::string(isolation)});
  info_.Push({config.name, plugin, facts.version, isolation}, 1);
}

// What it was is gone: a plugin that says ever new versions must not fill this memory.
void CollectorMetrics::ForgetOther(const std::string& name, const Said& said) {
  Said& known = said_[name];
  if (known == said) return;
  info_.Drop({name, known.plugin, known.version, known.isolation});
  known = said;
}

void CollectorMetrics::PushFacts(const std::string& name, const collect::Facts& facts) {
  if (facts.cpu_seconds) {
    stuck_.Push({name}, facts.stuck ? 1 : 0);
    cpu_.Push({name}, *facts.cpu_seconds);
  }
  if (facts.resident_bytes) memory_.Push({name}, *facts.resident_bytes);
  if (facts.open_fds) fds_.Push({name}, *facts.open_fds);
  for (const auto& [feature, in_force] : facts.sandbox)
    sandbox_.Push({name, feature}, in_force ? 1 : 0);
}

void CollectorMetrics::PushView(const collect::View& view, const collect::Conflicts& conflicts) {
  const std::string& name = view.config->name;
  up_.Push({name}, view.up ? 1 : 0);
  duration_.Push({name}, Seconds(view.duration));
  if (view.age) age_.Push({name}, Seconds(*view.age));
  if (view.last_success) last_success_.Push({name}, *view.last_success);
  series_.Push({name}, static_cast<double>(view.lines));
  for (size_t i = 0; i < collect::kDeaths; ++i) {
    restarts_.Push({name, collect::Name(static_cast<collect::Death>(i))},
                   static_cast<double>(view.restarts[i]));
  }
  PushFacts(name, view.facts);
  timeouts_.Push({name}, static_cast<double>(view.timeouts));
  for (size_t i = 0; i < series::kDroppedReasons; ++i) {
    dropped_.Push({name, Name(static_cast<series::Dropped>(i))},
                  static_cast<double>(view.dropped[i]));
  }
  PushRefused(view, conflicts);
}

void CollectorMetrics::PushRefused(const collect::View& view, const collect::Conflicts& conflicts) {
  const std::string& name = view.config->name;
  for (size_t i = 0; i < series::kRefusedReasons; ++i) {
    refused_.Push({name, Name(static_cast<series::Refused>(i))},
                  static_cast<double>(view.refused[i]));
  }
  refused_.Push({name, "type_conflict"}, static_cast<double>(conflicts.type));
  refused_.Push({name, "duplicate"}, static_cast<double>(conflicts.series));
}

}  // namespace weir::self
