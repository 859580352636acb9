#include "collect/recorded_instance.h"

#include <chrono>

#include "collect/plugin_log.h"

namespace weir::collect {
namespace {

plugin::Instance::Log LogOf(const std::string& collector, weir_log_level least) {
  const auto log = std::make_shared<PluginLog>(collector, least);
  return {[log](weir_log_level level, std::string_view message) { log->Write(level, message); },
          [log](weir_log_level level) { return log->Enabled(level); }};
}

uint64_t Nanoseconds(Time time) { return static_cast<uint64_t>(time.time_since_epoch().count()); }

Report ReportOf(const series::Recorder& recorder, plugin::Outcome outcome) {
  Report report;
  report.outcome = std::move(outcome);
  report.dropped = recorder.dropped();
  report.refused = recorder.refused();
  report.last_refusal = recorder.last_refusal();
  return report;
}

}  // namespace

series::Recorder::Options RecorderOptions(const config::Collector& config) {
  series::Recorder::Options options;
  options.limits = {config.limits.series, config.limits.labels, config.limits.name_bytes,
                    config.limits.value_bytes, config.limits.help_bytes};
  options.labels = config.labels;
  options.honor_timestamps = config.honor_timestamps;
  options.created_timestamps = config.created_timestamps;
  return options;
}

RecordedInstance::RecordedInstance(const config::Collector& config, const weir_plugin& plugin)
    : name_(config.name),
      log_level_(PluginLog::LeastOf(config)),
      plugin_(plugin),
      config_(config.config),
      options_(RecorderOptions(config)) {}

Report RecordedInstance::Start() {
  recorder_ = std::make_unique<series::Recorder>(options_);
  auto instance =
      std::make_unique<plugin::Instance>(plugin_, config_, *recorder_, LogOf(name_, log_level_));
  Report report;
  report.outcome = instance->Create();
  report.violations = instance->violations();
  if (!report.outcome.ok()) return report;
  auto unread_keys = instance->UnreadKeys();
  instance_ = std::move(instance);
  report = Describe();
  report.unread_keys = std::move(unread_keys);
  return report;
}

Report RecordedInstance::Describe() {
  recorder_->Begin();
  plugin::Outcome outcome = instance_->Describe();
  Report report = ReportOf(*recorder_, std::move(outcome));
  report.alive = report.outcome.ok();
  if (report.alive) {
    recorder_->CommitDefinitions();
  } else {
    recorder_->Rollback();
    Stop();
  }
  return report;
}

Report RecordedInstance::Collect(Time deadline, const std::atomic<bool>& late) {
  recorder_->Begin();
  const auto start = std::chrono::steady_clock::now();
  plugin::Outcome outcome = instance_->Collect(Nanoseconds(deadline), late);
  const auto took = std::chrono::steady_clock::now() - start;
  std::optional<series::Snapshot> snapshot;
  if (outcome.status != WEIR_OK && outcome.status != WEIR_PARTIAL) {
    recorder_->Rollback();
  } else if (late) {
    recorder_->CommitDefinitions();
  } else {
    snapshot = recorder_->Commit();
  }
  Report report = ReportOf(*recorder_, std::move(outcome));
  report.alive = true;
  report.snapshot = std::move(snapshot);
  report.took = took;
  return report;
}

void RecordedInstance::Stop() {
  if (instance_) instance_->Destroy();
  instance_.reset();
}

}  // namespace weir::collect
