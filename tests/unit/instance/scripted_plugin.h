// A plugin of the C ABI whose functions are what a test says.  Instances made while a
// ScriptedPlugin lives act as it says; it outlives them.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "weir/plugin.h"

struct weir_instance {};

namespace weir {

class ScriptedPlugin {
 public:
  ScriptedPlugin() { current_ = this; }
  ~ScriptedPlugin() { current_ = nullptr; }
  ScriptedPlugin(const ScriptedPlugin&) = delete;
  ScriptedPlugin& operator=(const ScriptedPlugin&) = delete;

  // Each is called by the plugin's function of that name; by default all is well.
  std::function<weir_status(const weir_host*, weir_str, weir_error*)> create = [](auto&&...) {
    return WEIR_OK;
  };
  std::function<weir_status(const weir_host*, weir_error*)> describe = [](auto&&...) {
    return WEIR_OK;
  };
  std::function<weir_status(const weir_host*, const weir_sink*, weir_error*)> collect =
      [](auto&&...) { return WEIR_OK; };
  std::function<void()> destroy = [] {};

  std::atomic<int> created{0}, described{0}, collected{0}, destroyed{0};

  const weir_plugin& plugin() const {
    static constexpr weir_plugin kPlugin = {sizeof(weir_plugin),
                                            WEIR_ABI_MINOR,
                                            0,
                                            0,
                                            "scripted",
                                            "1.0",
                                            "Scripted.",
                                            nullptr,
                                            Create,
                                            Describe,
                                            Collect,
                                            Destroy,
                                            nullptr};
    return kPlugin;
  }

 private:
  struct Instance : weir_instance {
    ScriptedPlugin* script;
    const weir_host* host;
  };
  static Instance& Of(weir_instance* self) { return *static_cast<Instance*>(self); }

  static weir_status Create(const weir_host* host, weir_str config, weir_instance** out,
                            weir_error* err) {
    ScriptedPlugin* const script = current_;
    ++script->created;
    const weir_status status = script->create(host, config, err);
    if (status >= 0) *out = new Instance{{}, script, host};
    return status;
  }
  static weir_status Describe(weir_instance* self, weir_error* err) {
    ++Of(self).script->described;
    return Of(self).script->describe(Of(self).host, err);
  }
  static weir_status Collect(weir_instance* self, const weir_sink* sink, weir_error* err) {
    ++Of(self).script->collected;
    return Of(self).script->collect(Of(self).host, sink, err);
  }
  static void Destroy(weir_instance* self) {
    ScriptedPlugin* const script = Of(self).script;
    delete &Of(self);
    ++script->destroyed;
    script->destroy();
  }

  static inline std::atomic<ScriptedPlugin*> current_{nullptr};
};

// The host's calls, said shortly.
inline weir_str Str(std::string_view text) { return {text.data(), text.size()}; }

inline weir_family_id AddGauge(const weir_host* host, std::string_view name) {
  weir_family family{};
  family.size = sizeof family;
  family.type = WEIR_GAUGE;
  family.name = Str(name);
  weir_family_id id = 0;
  host->add_family(host, &family, &id, nullptr);
  return id;
}

inline weir_slot AddSeries(const weir_host* host, weir_family_id family) {
  weir_slot slot = 0;
  host->add_series(host, family, nullptr, 0, &slot, nullptr);
  return slot;
}

inline void Push(const weir_sink* sink, weir_slot slot, double value) {
  sink->push(sink, &slot, &value, nullptr, 1);
}

}  // namespace weir
