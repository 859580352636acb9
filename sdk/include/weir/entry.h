// The five doors between a C++ collector and the host: entry, create, describe, collect, destroy.
// No exception passes them.  WEIR_PLUGIN at the end is what authors use.
#pragma once

#include <weir/collector.h>
#include <weir/failure.h>
#include <weir/host_checks.h>

#include <cstddef>
#include <memory>
#include <type_traits>

// What the host holds as an opaque pointer.  The collector goes first, since it uses the others.
struct weir_instance {
  explicit weir_instance(const weir_host* its_host)
      : host(its_host), definitions(its_host), registry(&definitions) {}

  const weir_host* host;
  weir::detail::HostChecks checks;
  weir::detail::Definitions definitions;
  weir::Registry registry;
  weir::detail::Batch batch;
  std::unique_ptr<weir::Collector> collector;
};

namespace weir {
inline namespace v1 {
namespace detail {

// Makes `host` known to the constructors that run in this thread.
class NewCollector {
 public:
  explicit NewCollector(const weir_host* host) : before_(host_of_new_collector) {
    host_of_new_collector = host;
  }
  ~NewCollector() { host_of_new_collector = before_; }
  NewCollector(const NewCollector&) = delete;
  NewCollector& operator=(const NewCollector&) = delete;

 private:
  const weir_host* before_;
};

template <class Class>
std::unique_ptr<Collector> Make(const weir_host* host, weir_str json) {
  static_assert(std::is_base_of_v<Collector, Class>, "a plugin's class derives from Collector");
  NewCollector scope(host);
  if constexpr (std::is_constructible_v<Class, const Config&>) {
    return std::make_unique<Class>(Config(host, json));
  } else {
    return std::make_unique<Class>();
  }
}

template <class Class>
weir_status Create(const weir_host* host, weir_str config, weir_instance** out, weir_error* err) {
  return Guard(err, [&] {
    HostChecks::Create(host, config, out, err);
    auto instance = std::make_unique<weir_instance>(host);
    instance->collector = Make<Class>(host, config);
    *out = instance.release();
    return weir_status{WEIR_OK};
  });
}

// Families and series may be added while one of these lives.
class Opening {
 public:
  explicit Opening(weir_instance* self) : self_(self) { self->definitions.Open(); }
  ~Opening() {
    if (!kept_) self_->registry.RollBack();
    self_->definitions.Close();
  }
  Opening(const Opening&) = delete;
  Opening& operator=(const Opening&) = delete;

  // What was added stays.
  void Keep() { kept_ = true; }

 private:
  weir_instance* self_;
  bool kept_ = false;
};

inline weir_status Describe(weir_instance* self, weir_error* err) {
  return Guard(err, [&] {
    HostCall call(self->host, &self->checks, err);
    self->checks.Describe(self->host);
    Opening opening(self);
    self->collector->Describe(self->registry);
    opening.Keep();
    return weir_status{WEIR_OK};
  });
}

// What the collection comes to.  A result that is of no use to the host any more is a failure, so
// that both sides forget the same series.
inline weir_status Conclude(Sink* sink, weir_error* err) {
  const Remark& remark = sink->remark();
  if (sink->Cancelled()) return Explain(err, WEIR_E_TIMEOUT, "finished after the deadline");
  if (remark.failures == 0) return remark.no_data ? WEIR_NO_DATA : WEIR_OK;
  std::string message = remark.message.empty() ? "failed in part" : remark.message;
  if (remark.failures > 1) {
    message += " (and " + std::to_string(remark.failures - 1) + " more)";
  }
  return Explain(err, WEIR_PARTIAL, message.c_str(), remark.os_error);
}

inline weir_status Collect(weir_instance* self, const weir_sink* target, weir_error* err) {
  return Guard(err, [&] {
    HostCall call(self->host, &self->checks, err);
    self->checks.Collect(self->host, target);
    Opening opening(self);
    Sink sink(target, &self->registry, &self->definitions, &self->batch);
    self->collector->Collect(sink);
    sink.Flush();
    weir_status status = Conclude(&sink, err);
    if (status == WEIR_OK || status == WEIR_PARTIAL) {
      self->registry.Forget();
      opening.Keep();
    }
    return status;
  });
}

// A collector's destructor cannot throw: one that is noexcept(false) does not compile.
inline void Destroy(weir_instance* self) {
  if (self == nullptr) return;
  self->checks.Destroy(self->host);
  delete self;
}

constexpr bool IsPluginName(const char* name) {
  size_t length = 0;
  for (; name[length] != '\0'; ++length) {
    char c = name[length];
    bool letter = c >= 'a' && c <= 'z';
    if (!letter && (length == 0 || !((c >= '0' && c <= '9') || c == '_'))) return false;
  }
  return length >= 1 && length <= 64;
}

}  // namespace detail

// The descriptor of a collector; all texts are literals.  A constant expression: a bad name does
// not compile.
template <class Class>
constexpr weir_plugin Descriptor(const char* name, const char* version, const char* description,
                                 const char* config_schema = nullptr) {
  if (!detail::IsPluginName(name)) throw "a plugin's name is [a-z][a-z0-9_]*, at most 64 bytes";
  return weir_plugin{sizeof(weir_plugin),
                     WEIR_ABI_MINOR,
                     0,
                     0,
                     name,
                     version,
                     description,
                     config_schema,
                     &detail::Create<Class>,
                     &detail::Describe,
                     &detail::Collect,
                     &detail::Destroy,
                     nullptr};
}

}  // namespace v1
}  // namespace weir

// One of these stands once in a plugin, outside of all namespaces.
//   WEIR_PLUGIN(Class, "name", "1.0.0", "One sentence.")
//   WEIR_PLUGIN_WITH_SCHEMA(Class, "name", "1.0.0", "One sentence.", kSchema)
//   WEIR_PLUGINS(WEIR_COLLECTOR(A, "a", "1.0.0", "One sentence."), WEIR_COLLECTOR(B, ...))
// kSchema is a constant array of characters at namespace scope: the JSON Schema (2020-12) of the
// configuration.  With one, keys that the constructor did not read are not reported as unknown.
#define WEIR_PLUGIN(Class, name, version, description) \
  WEIR_PLUGINS(WEIR_COLLECTOR(Class, name, version, description))
#define WEIR_PLUGIN_WITH_SCHEMA(Class, name, version, description, schema) \
  WEIR_PLUGINS(WEIR_COLLECTOR_WITH_SCHEMA(Class, name, version, description, schema))
#define WEIR_COLLECTOR(Class, name, version, description) \
  ::weir::Descriptor<Class>(name, version, description)
#define WEIR_COLLECTOR_WITH_SCHEMA(Class, name, version, description, schema) \
  ::weir::Descriptor<Class>(name, version, description, schema)
#define WEIR_PLUGINS(...)                                                             \
  extern "C" WEIR_EXPORT const weir_plugin* weir_plugin_entry_v1(uint32_t index) {    \
    static constexpr weir_plugin kPlugins[] = {__VA_ARGS__};                          \
    return index < sizeof kPlugins / sizeof kPlugins[0] ? &kPlugins[index] : nullptr; \
  }
