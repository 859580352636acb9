// Checks of the host by the plugin: does it keep the rules of weir/plugin.h?  For those who write
// a host.  On in debug builds (without NDEBUG); WEIR_SDK_CHECKS=1 or 0 decides it.
// What is found is logged as an error, and the call fails with WEIR_E_INTERNAL.
#pragma once

#include <weir/error.h>
#include <weir/log.h>
#include <weir/plugin.h>

#include <atomic>
#include <cstddef>
#include <string>

#ifndef WEIR_SDK_CHECKS
#ifdef NDEBUG
#define WEIR_SDK_CHECKS 0
#else
#define WEIR_SDK_CHECKS 1
#endif
#endif

namespace weir {
inline namespace v1 {
namespace detail {

// One for each instance.  Its layout does not depend on WEIR_SDK_CHECKS.
class HostChecks {
 public:
  static void Create(const weir_host* host, weir_str config, weir_instance** out,
                     const weir_error* err) {
    Demand(nullptr, host != nullptr && out != nullptr, "create: an argument is NULL");
    bool complete = host->size >= kHostSize && host->log != nullptr &&
                    host->log_enabled != nullptr && host->get_extension != nullptr &&
                    host->add_family != nullptr && host->add_series != nullptr &&
                    host->drop_series != nullptr;
    Demand(nullptr, complete, "create: a function of weir_host is missing");
    Demand(host, config.ptr != nullptr && config.len >= 2, "create: the configuration is no JSON");
    Cleared(host, err);
  }

  void Describe(const weir_host* host) {
    Demand(host, !described_, "describe: called twice");
    described_ = true;
  }

  void Collect(const weir_host* host, const weir_sink* sink) const {
    Demand(host, described_, "collect: called before describe");
    bool complete = sink != nullptr && sink->size >= kSinkSize && sink->cancelled != nullptr &&
                    sink->push != nullptr && sink->exemplar != nullptr;
    Demand(host, complete, "collect: a function of weir_sink is missing");
    Demand(host, sink->deadline_ns != 0, "collect: there is no deadline");
  }

  void Destroy(const weir_host* host) const {
    if (inside_) Complain(host, "destroy: called during another call");
  }

  static void Cleared(const weir_host* host, const weir_error* err) {
    bool cleared = err != nullptr && err->size >= sizeof(weir_error) && err->os_error == 0 &&
                   err->config_pointer[0] == '\0' && err->message[0] == '\0';
    Demand(host, cleared, "err is missing or was not cleared");
  }

  // Whether this is the only call into the instance.
  bool Enter() { return !inside_.exchange(true); }
  void Leave() { inside_ = false; }

  static void Demand(const weir_host* host, bool kept, const char* rule) {
    if (WEIR_SDK_CHECKS == 0 || kept) return;
    Complain(host, rule);
    throw Error(WEIR_E_INTERNAL, std::string("the host broke a rule: ") + rule);
  }

 private:
  // Of ABI 1.0: what a later one appends need not be there.
  static constexpr size_t kHostSize =
      offsetof(weir_host, drop_series) + sizeof(weir_host::drop_series);
  static constexpr size_t kSinkSize = offsetof(weir_sink, exemplar) + sizeof(weir_sink::exemplar);

  static void Complain(const weir_host* host, const char* rule) {
    if (WEIR_SDK_CHECKS != 0) Log(host).Failure(std::string("the host broke a rule: ") + rule);
  }

  std::atomic<bool> inside_{false};
  bool described_ = false;
};

// One call into an instance.
class HostCall {
 public:
  HostCall(const weir_host* host, HostChecks* checks, const weir_error* err) : checks_(checks) {
    HostChecks::Demand(host, checks->Enter(), "two calls into one instance at once");
    try {
      HostChecks::Cleared(host, err);
    } catch (...) {
      checks_->Leave();
      throw;
    }
  }
  ~HostCall() { checks_->Leave(); }
  HostCall(const HostCall&) = delete;
  HostCall& operator=(const HostCall&) = delete;

 private:
  HostChecks* checks_;
};

}  // namespace detail
}  // namespace v1
}  // namespace weir
