#include "plugin/host_calls.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/instance.h"

namespace weir::plugin {
namespace {

// Longer texts than any limit that can be configured are not read to their end: what is left of
// them is refused all the same.
constexpr size_t kMostText = size_t{2} << 20;

std::string_view View(weir_str text) {
  return text.ptr == nullptr ? "" : std::string_view(text.ptr, std::min(text.len, kMostText));
}

// More names, bounds or states than that are a wild number, not an array.
constexpr size_t kMostItems = 1'000'000;

// What a plugin hands over as an array may be NULL only if it is empty.
template <class T>
bool Readable(const T* array, size_t count) {
  return count == 0 || (array != nullptr && count <= kMostItems);
}

bool Readable(weir_str text) { return text.len == 0 || text.ptr != nullptr; }

bool ReadableTexts(const weir_str* texts, size_t count) {
  return Readable(texts, count) &&
         std::all_of(texts, texts + count, [](weir_str text) { return Readable(text); });
}

std::vector<std::string_view> Views(const weir_str* texts, size_t count) {
  std::vector<std::string_view> views;
  views.reserve(count);
  for (size_t i = 0; i < count; ++i) views.push_back(View(texts[i]));
  return views;
}

std::vector<std::string> Copies(const weir_str* texts, size_t count) {
  std::vector<std::string> copies;
  for (size_t i = 0; i < count; ++i) copies.emplace_back(View(texts[i]));
  return copies;
}

weir_status Explain(weir_error* err, weir_status status, const std::string& message) {
  // The plugin's weir_error may be shorter than ours; message is its last field of 1.0.
  return weir_fail(err != nullptr && WEIR_HAS(weir_error, err, message) ? err : nullptr, status,
                   message.c_str());
}

bool Valid(const weir_family* family) {
  return family != nullptr && WEIR_HAS(weir_family, family, state_count) &&
         Readable(family->name) && Readable(family->help) && Readable(family->unit) &&
         ReadableTexts(family->label_names, family->label_count) &&
         Readable(family->bounds, family->bound_count) &&
         ReadableTexts(family->states, family->state_count);
}

series::Family Copy(const weir_family& family) {
  return {static_cast<series::Type>(family.type),
          std::string(View(family.name)),
          std::string(View(family.help)),
          std::string(View(family.unit)),
          Copies(family.label_names, family.label_count),
          std::vector<double>(family.bounds, family.bounds + family.bound_count),
          Copies(family.states, family.state_count)};
}

template <class T>
bool Give(const std::optional<T>& value, T* out) {
  if (!value || out == nullptr) return false;
  *out = *value;
  return true;
}

bool Give(const std::optional<std::string_view>& value, weir_str* out) {
  if (!value || out == nullptr) return false;
  *out = {value->data(), value->size()};
  return true;
}

bool Passed(uint64_t deadline_ns) {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<uint64_t>(std::chrono::nanoseconds(now).count()) >= deadline_ns;
}

bool Valid(const weir_exemplar* exemplar) {
  return exemplar != nullptr && WEIR_HAS(weir_exemplar, exemplar, label_count) &&
         ReadableTexts(exemplar->label_names, exemplar->label_count) &&
         ReadableTexts(exemplar->label_values, exemplar->label_count);
}

// No more of it is read than a native histogram may have.
bool Readable(const weir_sparse_buckets& buckets) {
  return Readable(buckets.spans, buckets.span_count) &&
         Readable(buckets.counts, buckets.bucket_count) &&
         std::max(buckets.span_count, buckets.bucket_count) <= series::kMostNativeBuckets;
}

series::SparseBuckets Copy(const weir_sparse_buckets& buckets) {
  series::SparseBuckets copy;
  copy.spans.reserve(buckets.span_count);
  for (size_t i = 0; i < buckets.span_count; ++i)
    copy.spans.push_back({buckets.spans[i].offset, buckets.spans[i].length});
  copy.counts.assign(buckets.counts, buckets.counts + buckets.bucket_count);
  return copy;
}

std::optional<series::NativeHistogram> Copy(const weir_native_histogram* histogram) {
  if (histogram == nullptr || !Readable(histogram->positive) || !Readable(histogram->negative))
    return {};
  return series::NativeHistogram{histogram->schema, histogram->zero_threshold,
                                 histogram->zero_count, Copy(histogram->positive),
                                 Copy(histogram->negative)};
}

}  // namespace

weir_host HostCalls::Host(Instance* instance) {
  return {sizeof(weir_host), WEIR_ABI_MINOR, instance,  Log,       LogEnabled,
          GetExtension,      AddFamily,      AddSeries, DropSeries};
}

weir_sink HostCalls::Sink(Instance* instance) {
  return {sizeof(weir_sink), 0, instance, 0, Cancelled, Push, AddExemplar};
}

Instance& HostCalls::Of(const weir_host* host) { return *static_cast<Instance*>(host->ctx); }
Instance& HostCalls::Of(const weir_sink* sink) { return *static_cast<Instance*>(sink->ctx); }

bool HostCalls::Adding(const Instance& instance) {
  return instance.phase_ == Instance::Phase::kDescribe ||
         instance.phase_ == Instance::Phase::kCollect;
}

void HostCalls::Log(const weir_host* host, weir_log_level level, weir_str message) noexcept {
  Of(host).log_.write(level, View(message));
}

bool HostCalls::LogEnabled(const weir_host* host, weir_log_level level) noexcept {
  return Of(host).log_.enabled(level);
}

weir_status HostCalls::AddFamily(const weir_host* host, const weir_family* family,
                                 weir_family_id* out, weir_error* err) noexcept {
  Instance& instance = Of(host);
  if (!Valid(family) || out == nullptr)
    return Explain(err, WEIR_E_INVALID, "add_family: NULL, or a short struct");
  const std::lock_guard lock(instance.mutex_);
  if (!Adding(instance))
    return Explain(err, WEIR_E_INVALID, "add_family is for describe and collect only");
  const auto added = instance.recording_.AddFamily(Copy(*family));
  if (!added) return Explain(err, added.error().status, added.error().message);
  *out = *added;
  return WEIR_OK;
}

weir_status HostCalls::AddSeries(const weir_host* host, weir_family_id family,
                                 const weir_str* label_values, size_t label_count,
                                 weir_slot* out_first, weir_error* err) noexcept {
  Instance& instance = Of(host);
  if (!ReadableTexts(label_values, label_count) || out_first == nullptr) {
    return Explain(err, WEIR_E_INVALID, "add_series: NULL");
  }
  const std::lock_guard lock(instance.mutex_);
  if (!Adding(instance))
    return Explain(err, WEIR_E_INVALID, "add_series is for describe and collect only");
  const auto added = instance.recording_.AddSeries(family, Views(label_values, label_count));
  if (!added) return Explain(err, added.error().status, added.error().message);
  *out_first = *added;
  return WEIR_OK;
}

void HostCalls::DropSeries(const weir_host* host, weir_slot first) noexcept {
  Instance& instance = Of(host);
  const std::lock_guard lock(instance.mutex_);
  if (Adding(instance)) instance.recording_.DropSeries(first);
}

bool HostCalls::Cancelled(const weir_sink* sink) noexcept {
  const std::atomic<bool>* const cancelled = Of(sink).cancelled_;
  return cancelled == nullptr || *cancelled || Passed(sink->deadline_ns);
}

void HostCalls::Push(const weir_sink* sink, const weir_slot* slots, const double* values,
                     const int64_t* timestamps_ms, size_t count) noexcept {
  Instance& instance = Of(sink);
  const std::lock_guard lock(instance.mutex_);
  if (instance.phase_ != Instance::Phase::kCollect || count == 0) return;
  if (slots == nullptr || values == nullptr || count > UINT32_MAX) {
    // What cannot be read is counted as a push to no slot.
    const weir_slot none = 0;
    const double nothing = 0;
    return instance.recording_.Push(&none, &nothing, nullptr, 1);
  }
  instance.recording_.Push(slots, values, timestamps_ms, count);
}

void HostCalls::AddExemplar(const weir_sink* sink, const weir_exemplar* exemplar) noexcept {
  Instance& instance = Of(sink);
  const std::lock_guard lock(instance.mutex_);
  if (instance.phase_ != Instance::Phase::kCollect) return;
  if (!Valid(exemplar))
    return instance.recording_.AddExemplar(0, 0, 0, {}, {});  // counted as a bad one
  instance.recording_.AddExemplar(exemplar->slot, exemplar->value, exemplar->timestamp_ms,
                                  Views(exemplar->label_names, exemplar->label_count),
                                  Views(exemplar->label_values, exemplar->label_count));
}

const void* HostCalls::GetExtension(const weir_host*, const char* id) noexcept {
  static constexpr weir_ext_config kConfig = {GetBool,   GetInt,   GetDouble,
                                              GetString, GetCount, GetKey};
  static constexpr weir_ext_native_histogram kNativeHistogram = {AttachNative};
  static constexpr weir_ext_created kCreated = {PushCreated};
  if (id == nullptr) return nullptr;
  if (strcmp(id, WEIR_EXT_CONFIG) == 0) return &kConfig;
  if (strcmp(id, WEIR_EXT_NATIVE_HISTOGRAM) == 0) return &kNativeHistogram;
  return strcmp(id, WEIR_EXT_CREATED) == 0 ? &kCreated : nullptr;
}

void HostCalls::AttachNative(const weir_sink* sink, weir_slot first,
                             const weir_native_histogram* histogram) noexcept {
  Instance& instance = Of(sink);
  const std::lock_guard lock(instance.mutex_);
  if (instance.phase_ == Instance::Phase::kCollect)
    instance.recording_.AddNative(first, Copy(histogram));
}

void HostCalls::PushCreated(const weir_sink* sink, const weir_slot* firsts,
                            const int64_t* created_ms, size_t count) noexcept {
  Instance& instance = Of(sink);
  const std::lock_guard lock(instance.mutex_);
  if (instance.phase_ != Instance::Phase::kCollect || count == 0) return;
  const bool readable = firsts != nullptr && created_ms != nullptr && count <= UINT32_MAX;
  // What cannot be read is counted as one of no series.
  const weir_slot none = 0;
  const int64_t never = 0;
  if (!readable) return instance.recording_.PushCreated(&none, &never, 1);
  instance.recording_.PushCreated(firsts, created_ms, count);
}

// Nothing outside create(): strings end with it.
template <class Getter>
auto HostCalls::Ask(const weir_host* host, Getter&& getter) {
  Instance& instance = Of(host);
  const std::lock_guard lock(instance.mutex_);
  using Answer = decltype(getter(*instance.settings_));
  return instance.phase_ == Instance::Phase::kCreate ? getter(*instance.settings_) : Answer();
}

bool HostCalls::GetBool(const weir_host* host, weir_str path, bool* out) noexcept {
  return Give(Ask(host, [&](Settings& s) { return s.Bool(View(path)); }), out);
}

bool HostCalls::GetInt(const weir_host* host, weir_str path, int64_t* out) noexcept {
  return Give(Ask(host, [&](Settings& s) { return s.Int(View(path)); }), out);
}

bool HostCalls::GetDouble(const weir_host* host, weir_str path, double* out) noexcept {
  return Give(Ask(host, [&](Settings& s) { return s.Double(View(path)); }), out);
}

bool HostCalls::GetString(const weir_host* host, weir_str path, weir_str* out) noexcept {
  return Give(Ask(host, [&](Settings& s) { return s.String(View(path)); }), out);
}

bool HostCalls::GetCount(const weir_host* host, weir_str path, size_t* out) noexcept {
  return Give(Ask(host, [&](Settings& s) { return s.Count(View(path)); }), out);
}

bool HostCalls::GetKey(const weir_host* host, weir_str path, size_t index, weir_str* out) noexcept {
  return Give(Ask(host, [&](Settings& s) { return s.Key(View(path), index); }), out);
}

}  // namespace weir::plugin
