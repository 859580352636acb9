// A host for a plugin's own tests, without loading anything: the plugin is linked to the test.
//
//   TEST(Foo, ShowsItsDisks) {
//     weir::testing::Host host(R"({"procfs": "testdata/proc"})");
//     host.Describe();
//     host.Collect();
//     EXPECT_EQ(host.Text(), "# HELP foo_total Foos seen.\n# TYPE foo_total counter\nfoo_total
//     3\n");
//   }
//
// It enforces the rules of weir/plugin.h: a family or series that breaks one is refused, as that
// call's status says; a value that does is left out, and stands in Text() as a line that begins
// with "# MISTAKE".  Names that clash under an escaping only, and the lengths of an operator's
// limits, are the host's to judge.  For plugins in C as well; C++17, needs nothing.
#pragma once

#include <weir/plugin.h>
#include <weir/testing/book.h>
#include <weir/testing/json.h>
#include <weir/testing/page.h>
#include <weir/testing/settings.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {
inline namespace v1 {
namespace testing {

// One instance of a plugin, from create() to destroy().  Used by one thread, but for Cancel() and
// what the plugin itself may call from any.
class Host {
 public:
  // Makes an instance of the index-th plugin of weir_plugin_entry_v1(), or of a given one, with a
  // configuration in JSON.  Throws std::invalid_argument if there is no such plugin, or no JSON.
  explicit Host(std::string_view config = "{}", uint32_t index = 0)
      : Host(weir_plugin_entry_v1(index), config) {}
  Host(const weir_plugin* plugin, std::string_view config);
  ~Host() { Destroy(); }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // Each gives its status too.  After a failed create() or describe() nothing is called.
  weir_status Describe();
  weir_status Collect();

  // Ends the instance early.
  void Destroy() {
    if (instance_ != nullptr) plugin_->destroy(std::exchange(instance_, nullptr));
  }

  // How the latest call ended, create() at first, and how it explained itself.
  weir_status status() const { return status_; }
  std::string error() const { return error_.message; }
  int os_error() const { return error_.os_error; }
  std::string config_pointer() const { return error_.config_pointer; }

  // What the latest collection shows, nothing if it failed; then the mistakes so far.
  std::string Text() const { return Page(book_).Text(); }
  const Book& book() const { return book_; }

  // What was logged, "warning: message" a line.
  std::string LogText() const {
    std::lock_guard<std::mutex> lock(log_mutex_);
    return log_;
  }

  // Limits of collections to come: series of the collector, time from the start of a collection.
  void set_series_limit(size_t limit) { book_.set_series_limit(limit); }
  void set_timeout(std::chrono::nanoseconds timeout) { timeout_ = timeout; }

  // Makes the running and all later collections cancelled.  Any thread.
  void Cancel() { cancelled_ = true; }

 private:
  enum class Phase { kCreate, kDescribe, kCollect, kIdle };

  static Host& Of(const weir_host* host) { return *static_cast<Host*>(host->ctx); }
  static Host& Of(const weir_sink* sink) { return *static_cast<Host*>(sink->ctx); }
  static const Json& SettingsOf(const weir_host* host) {
    Host& self = Of(host);
    if (self.phase_ != Phase::kCreate) self.book_.Complain("configuration read after create()");
    return self.settings_;
  }

  static void Log(const weir_host* host, weir_log_level level, weir_str message);
  static bool LogEnabled(const weir_host*, weir_log_level) { return true; }
  static const void* GetExtension(const weir_host*, const char* id) {
    static constexpr weir_ext_native_histogram kNativeHistogram = {&AttachNative};
    static constexpr weir_ext_created kCreated = {&PushCreated};
    if (std::strcmp(id, WEIR_EXT_CONFIG) == 0) return &SettingsTable<&Host::SettingsOf>::kTable;
    if (std::strcmp(id, WEIR_EXT_NATIVE_HISTOGRAM) == 0) return &kNativeHistogram;
    return std::strcmp(id, WEIR_EXT_CREATED) == 0 ? &kCreated : nullptr;
  }
  static weir_status AddFamily(const weir_host* host, const weir_family* family,
                               weir_family_id* out, weir_error* err);
  static weir_status AddSeries(const weir_host* host, weir_family_id family, const weir_str* values,
                               size_t count, weir_slot* out, weir_error* err);
  static void DropSeries(const weir_host* host, weir_slot first) {
    if (Of(host).MayAdd("drop_series")) Of(host).book_.DropSeries(first);
  }

  static bool Cancelled(const weir_sink* sink) {
    return Of(sink).cancelled_ || NowNs() >= sink->deadline_ns;
  }
  static void Push(const weir_sink* sink, const weir_slot* slots, const double* values,
                   const int64_t* timestamps_ms, size_t count);
  static void Attach(const weir_sink* sink, const weir_exemplar* exemplar) {
    Of(sink).book_.Attach(*exemplar);
  }
  static void AttachNative(const weir_sink* sink, weir_slot first,
                           const weir_native_histogram* histogram) {
    Host& self = Of(sink);
    if (self.phase_ != Phase::kCollect)
      self.book_.Complain("native histogram outside of collect()");
    self.book_.AttachNative(first, *histogram);
  }

  static void PushCreated(const weir_sink* sink, const weir_slot* firsts, const int64_t* created_ms,
                          size_t count) {
    Host& self = Of(sink);
    if (self.phase_ != Phase::kCollect)
      self.book_.Complain("created timestamp outside of collect()");
    for (size_t i = 0; i < count; ++i) self.book_.PushCreated(firsts[i], created_ms[i]);
  }

  static uint64_t NowNs() {  // CLOCK_MONOTONIC
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  }
  bool MayAdd(const char* function);
  weir_error* ClearedError();
  weir_status Finish(const char* function, weir_status status);

  const weir_plugin* plugin_;
  Json settings_;
  weir_host host_;
  weir_instance* instance_ = nullptr;
  Book book_;
  Phase phase_ = Phase::kCreate;
  bool described_ = false;
  weir_status status_ = WEIR_OK;
  weir_error error_ = {};
  std::chrono::nanoseconds timeout_ = std::chrono::seconds(10);
  std::atomic<bool> cancelled_{false};
  mutable std::mutex log_mutex_;
  std::string log_;
};

// ---- Implementation ----------------------------------------------------------------------------

inline Host::Host(const weir_plugin* plugin, std::string_view config)
    : plugin_(plugin),
      settings_(JsonReader::Read(config)),
      host_{sizeof(weir_host), WEIR_ABI_MINOR, this,       &Log,       &LogEnabled,
            &GetExtension,     &AddFamily,     &AddSeries, &DropSeries} {
  if (plugin == nullptr) throw std::invalid_argument("there is no plugin of that index");
  // A copy of its own, so that the address sanitizer finds a plugin that keeps it.
  auto text = std::make_unique<std::string>();
  settings_.Write(text.get());
  weir_str borrowed = {text->data(), text->size()};
  Finish("create", plugin_->create(&host_, borrowed, &instance_, ClearedError()));
  if (status_ >= 0 && instance_ == nullptr) book_.Complain("create: no instance");
}

inline weir_status Host::Describe() {
  if (instance_ == nullptr) return status_;
  phase_ = Phase::kDescribe;
  Finish("describe", plugin_->describe(instance_, ClearedError()));
  described_ = status_ >= 0;
  if (!described_) Destroy();
  return status_;
}

inline weir_status Host::Collect() {
  if (instance_ == nullptr) return status_;
  if (!described_) throw std::logic_error("Describe() comes before Collect()");
  phase_ = Phase::kCollect;
  book_.Begin();
  uint64_t deadline = NowNs() + static_cast<uint64_t>(timeout_.count());
  auto sink = std::make_unique<weir_sink>(
      weir_sink{sizeof(weir_sink), 0, this, deadline, &Cancelled, &Push, &Attach});
  Finish("collect", plugin_->collect(instance_, sink.get(), ClearedError()));
  if (status_ < 0 || status_ == WEIR_NO_DATA) {
    book_.RollBack();
  } else {
    book_.Check();
  }
  return status_;
}

inline weir_error* Host::ClearedError() {
  error_ = {};
  error_.size = sizeof error_;
  return &error_;
}

inline weir_status Host::Finish(const char* function, weir_status status) {
  phase_ = Phase::kIdle;
  status_ = status;
  std::string name(function);
  bool explained = error_.message[0] != '\0';
  if ((status < 0 || status == WEIR_PARTIAL) && !explained) book_.Complain(name + ": no message");
  if (std::strchr(error_.message, '\n') != nullptr) book_.Complain(name + ": message of two lines");
  if (status > 0 && function != std::string_view("collect")) {
    book_.Complain(name + ": a status that only collect may give");
  }
  return status;
}

inline bool Host::MayAdd(const char* function) {
  bool may = phase_ == Phase::kDescribe || phase_ == Phase::kCollect;
  if (!may) book_.Complain(std::string(function) + " outside of describe() and collect()");
  return may;
}

inline void Host::Log(const weir_host* host, weir_log_level level, weir_str message) {
  static constexpr const char* kNames[] = {"debug: ", "info: ", "warning: ", "error: "};
  Host& self = Of(host);
  std::lock_guard<std::mutex> lock(self.log_mutex_);
  self.log_.append(kNames[level & 3]).append(View(message)).push_back('\n');
}

inline weir_status Host::AddFamily(const weir_host* host, const weir_family* family,
                                   weir_family_id* out, weir_error* err) {
  std::string why;
  if (!Of(host).MayAdd("add_family")) return weir_fail(err, WEIR_E_INVALID, "not now");
  weir_status status = Of(host).book_.AddFamily(*family, out, &why);
  return status < 0 ? weir_fail(err, status, why.c_str()) : status;
}

inline weir_status Host::AddSeries(const weir_host* host, weir_family_id family,
                                   const weir_str* values, size_t count, weir_slot* out,
                                   weir_error* err) {
  std::string why;
  if (!Of(host).MayAdd("add_series")) return weir_fail(err, WEIR_E_INVALID, "not now");
  weir_status status = Of(host).book_.AddSeries(family, values, count, out, &why);
  return status < 0 ? weir_fail(err, status, why.c_str()) : status;
}

inline void Host::Push(const weir_sink* sink, const weir_slot* slots, const double* values,
                       const int64_t* timestamps_ms, size_t count) {
  Host& self = Of(sink);
  if (self.phase_ != Phase::kCollect) self.book_.Complain("push outside of collect()");
  for (size_t i = 0; i < count; ++i) {
    self.book_.Push(slots[i], values[i], timestamps_ms == nullptr ? 0 : timestamps_ms[i]);
  }
}

}  // namespace testing
}  // namespace v1
}  // namespace weir
