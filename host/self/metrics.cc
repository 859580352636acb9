#include "self/metrics.h"

#include <chrono>
#include <limits>
#include <optional>

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

struct Families {
  explicit Families(series::Recording& r) : collectors(r), out(r) {}

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

}  // namespace

// What was shown since a configuration took over: what is defined once stays as long as this does.
struct Metrics::Shown {
  Shown() {
    recorder.Begin();
    families.emplace(recorder);
    http.emplace(recorder);
    process.emplace(recorder);
    recorder.CommitDefinitions();
  }

  series::Recorder recorder{OwnOptions()};
  std::optional<Families> families;
  std::optional<HttpFamilies> http;
  std::optional<ProcessFamilies> process;
};

Metrics::Metrics(bool exporter_metrics)
    : exporter_metrics_(exporter_metrics),
      loaded_at_(UnixNow()),
      shown_(std::make_unique<Shown>()) {
  if (exporter_metrics) ReadProcess();  // opens what stays open, before anybody counts
}

Metrics::~Metrics() = default;

void Metrics::Reloaded(bool exporter_metrics) {
  exporter_metrics_ = exporter_metrics;
  last_reload_ok_ = true;
  loaded_at_ = UnixNow();
  outdated_ = true;
}

series::Snapshot Metrics::Read(const collect::Reading& reading,
                               const std::vector<collect::Conflicts>& conflicts) {
  if (outdated_.exchange(false)) shown_ = std::make_unique<Shown>();
  auto& [recorder, families, http, process] = *shown_;
  recorder.Begin();
  families->build.Push(
      {WEIR_VERSION, std::to_string(WEIR_ABI_MAJOR) + "." + std::to_string(WEIR_ABI_MINOR)}, 1);
  families->reload_ok.Push({}, last_reload_ok_ ? 1 : 0);
  families->reload_time.Push({}, loaded_at_);
  families->collectors.Push(reading, conflicts);
  if (const auto web = look_at_web_()) families->web.Push(*web);
  if (exporter_metrics_) {
    http->Push(http_);
    if (const auto status = ReadProcess()) process->Push(*status);
  }
  return recorder.Commit();
}

}  // namespace weir::self
