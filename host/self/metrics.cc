#include "self/metrics.h"

#include <chrono>
#include <limits>

#include "self/own_family.h"
#include "self/process.h"

namespace weir::self {
namespace {

using series::Type;

series::Recorder::Options OwnOptions() {
  series::Recorder::Options options;
  options.author = series::Author::kHost;
  // Names of collectors come from the configuration, where they have passed other limits.
  options.limits.series = std::numeric_limits<uint32_t>::max();
  options.limits.value_bytes = std::numeric_limits<size_t>::max();
  return options;
}

double UnixNow() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

struct Metrics::Families {
  Families(series::Recording& r, std::vector<CollectorInfo> infos)
      : collectors(r, std::move(infos)), out(r) {}

  CollectorMetrics collectors;
  series::Recording& out;
  WebMetrics web{out};
  OwnFamily build{
      out, Type::kInfo, "weir_build_info", "The running version of Weir.", {"version", "abi"}};
  OwnFamily reload_ok{out, Type::kGauge, "weir_config_last_reload_successful",
                      "Whether the last attempt to load the configuration succeeded."};
  OwnFamily reload_time{out, Type::kGauge, "weir_config_last_reload_success_timestamp_seconds",
                        "When the running configuration was loaded, in seconds since 1970."};
};

// The families that every Prometheus client library has, under their usual names.
struct ProcessFamilies {
  explicit ProcessFamilies(series::Recording& r) : out(r) {}

  series::Recording& out;
  OwnFamily cpu{out, Type::kCounter, "process_cpu_seconds_total",
                "User and system CPU time spent."};
  OwnFamily open_fds{out, Type::kGauge, "process_open_fds", "Open file descriptors."};
  OwnFamily max_fds{out, Type::kGauge, "process_max_fds",
                    "Most file descriptors that may be open."};
  OwnFamily virtual_memory{out, Type::kGauge, "process_virtual_memory_bytes",
                           "Virtual memory size."};
  OwnFamily virtual_limit{out, Type::kGauge, "process_virtual_memory_max_bytes",
                          "Most virtual memory that may be had."};
  OwnFamily resident{out, Type::kGauge, "process_resident_memory_bytes", "Resident memory size."};
  OwnFamily start{out, Type::kGauge, "process_start_time_seconds",
                  "When the process started, since 1970."};

  void Push(const ProcessStatus& status) {
    cpu.Push({}, status.cpu_seconds);
    open_fds.Push({}, status.open_fds);
    max_fds.Push({}, status.fds_limit);
    virtual_memory.Push({}, status.virtual_bytes);
    virtual_limit.Push({}, status.virtual_bytes_limit);
    resident.Push({}, status.resident_bytes);
    start.Push({}, status.start_time_seconds);
  }
};

Metrics::Metrics(std::vector<CollectorInfo> infos, bool exporter_metrics)
    : exporter_metrics_(exporter_metrics), loaded_at_(UnixNow()), recorder_(OwnOptions()) {
  recorder_.Begin();
  families_ = std::make_unique<Families>(recorder_, std::move(infos));
  if (exporter_metrics_) process_ = std::make_unique<ProcessFamilies>(recorder_);
  recorder_.CommitDefinitions();
}

Metrics::~Metrics() = default;

series::Snapshot Metrics::Read(const collect::Reading& reading,
                               const std::vector<collect::Conflicts>& conflicts) {
  recorder_.Begin();
  families_->build.Push(
      {WEIR_VERSION, std::to_string(WEIR_ABI_MAJOR) + "." + std::to_string(WEIR_ABI_MINOR)}, 1);
  families_->reload_ok.Push({}, 1);
  families_->reload_time.Push({}, loaded_at_);
  families_->collectors.Push(reading, conflicts);
  if (const auto web = look_at_web_()) families_->web.Push(*web);
  if (exporter_metrics_) {
    http_.Push(recorder_);
    if (const auto status = ReadProcess()) process_->Push(*status);
  }
  return recorder_.Commit();
}

}  // namespace weir::self
