// One instance of a plugin: the calls of weir/plugin.h made on it, and what it calls answered. Used
// inside the host and inside a worker; only what it records into differs.
//
// Create, Describe, Collect and Destroy are called by one thread at a time, in that order of life.
// A call lasts as long as the plugin takes; the instance must outlive it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config_schema.h"
#include "plugin/settings.h"
#include "series/recording.h"
#include "weir/plugin.h"

namespace weir::plugin {

// How a call ended.  A message is one line of UTF-8.
struct Outcome {
  weir_status status = WEIR_OK;  // only values that weir/plugin.h names
  std::string message;
  int os_error = 0;
  std::string config_pointer;

  bool ok() const { return status >= 0; }
};

class Instance {
 public:
  struct Log {
    std::function<void(weir_log_level, std::string_view)> write;  // any thread
    std::function<bool(weir_log_level)> enabled;                  // any thread
  };

  // plugin: valid for ever.  config: canonical JSON.  recording: outlives the instance.
  Instance(const weir_plugin& plugin, std::string config, series::Recording& recording, Log log);
  ~Instance();  // calls nothing: Destroy first
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  // Fails without a call of the plugin if the configuration is not as the plugin's schema says.
  Outcome Create();
  Outcome Describe();
  // deadline_ns: CLOCK_MONOTONIC.  cancelled: set by any thread when the result is of no use any
  // more, before or besides the deadline; outlives the instance.
  Outcome Collect(uint64_t deadline_ns, const std::atomic<bool>& cancelled);
  void Destroy();

  // After Create: what of the configuration is not as the plugin's schema says.
  const std::vector<Violation>& violations() const { return violations_; }

  // After Create: pointers of keys that the plugin did not ask for, if it has no schema.
  std::vector<std::string> UnreadKeys() const;

 private:
  friend struct HostCalls;  // the functions of weir_host, weir_sink and weir_ext_config
  enum class Phase { kIdle, kCreate, kDescribe, kCollect };

  template <class Call>
  Outcome Run(Phase phase, Call&& call);
  void Enter(Phase phase);

  const weir_plugin& plugin_;
  const std::string config_;
  series::Recording& recording_;
  const Log log_;
  weir_host host_{};
  weir_sink sink_{};
  std::optional<Settings> settings_;
  std::vector<Violation> violations_;
  weir_instance* self_ = nullptr;

  std::mutex mutex_;  // guards phase_ and recording_ against threads of the plugin's own
  Phase phase_ = Phase::kIdle;
  std::atomic<const std::atomic<bool>*> cancelled_{nullptr};  // nullptr: nothing is collected
};

}  // namespace weir::plugin
