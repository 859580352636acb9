#include "collect/recorded_instance.h"

#include <chrono>

#include "collect/log_allowance.h"
#include "log/log.h"
#include "series/names.h"

namespace weir::collect {
namespace {

log::Level Level(weir_log_level level) {
  switch (level) {
    case WEIR_LOG_DEBUG:
      return log::Level::kDebug;
    case WEIR_LOG_INFO:
      return log::Level::kInfo;
    case WEIR_LOG_WARNING:
      return log::Level::kWarning;
    default:
      return log::Level::kError;
  }
}

// A longer message is no line for people.
constexpr size_t kMostMessage = 4096;

void WriteLine(const std::string& collector, weir_log_level level, std::string_view message,
               uint64_t held_back) {
  const std::string text = series::ToUtf8(message.substr(0, kMostMessage));
  log::Write(Level(level), text, {{"collector", collector}});
  if (held_back == 0) return;
  log::Write(Level(level), "lines of the plugin before this one were held back",
             {{"collector", collector}, {"lines", std::to_string(held_back)}});
}

plugin::Instance::Log LogOf(const std::string& collector) {
  const auto allowance = std::make_shared<LogAllowance>();
  return {[collector, allowance](weir_log_level level, std::string_view message) {
            if (!log::Enabled(Level(level))) return;
            const auto held_back = allowance->Take(std::chrono::steady_clock::now());
            if (held_back) WriteLine(collector, level, message, *held_back);
          },
          [](weir_log_level level) { return log::Enabled(Level(level)); }};
}

series::Recorder::Options OptionsOf(const config::Collector& config) {
  series::Recorder::Options options;
  options.limits = {config.limits.series, config.limits.labels, config.limits.name_bytes,
                    config.limits.value_bytes, config.limits.help_bytes};
  options.labels = config.labels;
  options.honor_timestamps = config.honor_timestamps;
  return options;
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

RecordedInstance::RecordedInstance(const config::Collector& config, const weir_plugin& plugin)
    : name_(config.name), plugin_(plugin), config_(config.config), options_(OptionsOf(config)) {}

Report RecordedInstance::Start() {
  recorder_ = std::make_unique<series::Recorder>(options_);
  auto instance = std::make_unique<plugin::Instance>(plugin_, config_, *recorder_, LogOf(name_));
  Report report;
  report.outcome = instance->Create();
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
