#include "plugin_alone.h"

#include <dlfcn.h>
#include <weir/plugin.h>

#include <string_view>
#include <vector>

#include "statistics.h"

namespace weir::bench {
namespace {

constexpr size_t kCollections = 31;

// A host that gives out numbers and keeps nothing.
struct NullHost {
  weir_host calls{};
  size_t series = 0;
  std::string_view change;
  uint32_t next_family = 1;
  uint32_t next_slot = 1;
};

NullHost& HostOf(const weir_host* host) { return *static_cast<NullHost*>(host->ctx); }

bool GetInt(const weir_host* host, weir_str path, int64_t* out) {
  if (std::string_view(path.ptr, path.len) != "/series") return false;
  *out = static_cast<int64_t>(HostOf(host).series);
  return true;
}

bool GetStr(const weir_host* host, weir_str path, weir_str* out) {
  if (std::string_view(path.ptr, path.len) != "/change") return false;
  const std::string_view change = HostOf(host).change;
  *out = {change.data(), change.size()};
  return true;
}

const void* GetExtension(const weir_host*, const char* id) {
  static const weir_ext_config config = {nullptr, GetInt, nullptr, GetStr, nullptr, nullptr};
  return std::string_view(id) == WEIR_EXT_CONFIG ? &config : nullptr;
}

weir_status AddFamily(const weir_host* host, const weir_family*, weir_family_id* out, weir_error*) {
  *out = HostOf(host).next_family++;
  return WEIR_OK;
}

weir_status AddSeries(const weir_host* host, weir_family_id, const weir_str*, size_t,
                      weir_slot* out, weir_error*) {
  *out = HostOf(host).next_slot++;
  return WEIR_OK;
}

void DropSeries(const weir_host*, weir_slot) {}

void Push(const weir_sink* sink, const weir_slot*, const double*, const int64_t*, size_t count) {
  *static_cast<size_t*>(sink->ctx) += count;
}

Result<double> Collect(const weir_plugin& plugin, weir_instance* instance, size_t series) {
  size_t pushed = 0;
  weir_sink sink{};
  sink.size = sizeof sink;
  sink.ctx = &pushed;
  sink.push = Push;
  weir_error error{};
  std::vector<double> took;
  for (size_t i = 0; i < kCollections; ++i) {
    const double before = ThreadCpuNs();
    if (plugin.collect(instance, &sink, &error) != WEIR_OK)
      return Fail("the plugin's collect failed");
    took.push_back(ThreadCpuNs() - before);
  }
  if (pushed != series * kCollections) return Fail("the plugin pushed another number of values");
  return Median(took);
}

}  // namespace

Result<double> MeasurePluginAlone(const std::string& path, size_t series, Change change) {
  void* file = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (file == nullptr) return Fail(std::string("cannot load the plugin: ") + dlerror());
  const auto entry = reinterpret_cast<weir_plugin_entry_v1_fn>(dlsym(file, WEIR_ENTRY_SYMBOL));
  if (entry == nullptr) return Fail(path + ": has no " WEIR_ENTRY_SYMBOL);

  NullHost host;
  host.series = series;
  host.change = Name(change);
  host.calls.size = sizeof host.calls;
  host.calls.ctx = &host;
  host.calls.get_extension = GetExtension;
  host.calls.add_family = AddFamily;
  host.calls.add_series = AddSeries;
  host.calls.drop_series = DropSeries;

  const weir_plugin& plugin = *entry(0);
  weir_error error{};
  weir_instance* instance = nullptr;
  if (plugin.create(&host.calls, weir_cstr("{}"), &instance, &error) != WEIR_OK) {
    return Fail(std::string("the plugin's create failed: ") + error.message);
  }
  Result<double> took = Fail("the plugin's describe failed");
  if (plugin.describe(instance, &error) == WEIR_OK) took = Collect(plugin, instance, series);
  plugin.destroy(instance);
  return took;
}

}  // namespace weir::bench
