// The tables of functions that a plugin calls, over an Instance that they find through ctx.
#pragma once

#include "weir/plugin.h"

namespace weir::plugin {

class Instance;

struct HostCalls {
  static weir_host Host(Instance* instance);
  static weir_sink Sink(Instance* instance);

 private:
  static Instance& Of(const weir_host* host);
  static Instance& Of(const weir_sink* sink);
  static bool Adding(const Instance& instance);

  static void Log(const weir_host* host, weir_log_level level, weir_str message) noexcept;
  static bool LogEnabled(const weir_host* host, weir_log_level level) noexcept;
  static const void* GetExtension(const weir_host* host, const char* id) noexcept;
  static weir_status AddFamily(const weir_host* host, const weir_family* family,
                               weir_family_id* out, weir_error* err) noexcept;
  static weir_status AddSeries(const weir_host* host, weir_family_id family,
                               const weir_str* label_values, size_t label_count,
                               weir_slot* out_first, weir_error* err) noexcept;
  static void DropSeries(const weir_host* host, weir_slot first) noexcept;

  static bool Cancelled(const weir_sink* sink) noexcept;
  static void Push(const weir_sink* sink, const weir_slot* slots, const double* values,
                   const int64_t* timestamps_ms, size_t count) noexcept;
  static void AddExemplar(const weir_sink* sink, const weir_exemplar* exemplar) noexcept;

  static void AttachNative(const weir_sink* sink, weir_slot first,
                           const weir_native_histogram* histogram) noexcept;
  static void PushCreated(const weir_sink* sink, const weir_slot* firsts, const int64_t* created_ms,
                          size_t count) noexcept;

  static bool GetBool(const weir_host* host, weir_str path, bool* out) noexcept;
  static bool GetInt(const weir_host* host, weir_str path, int64_t* out) noexcept;
  static bool GetDouble(const weir_host* host, weir_str path, double* out) noexcept;
  static bool GetString(const weir_host* host, weir_str path, weir_str* out) noexcept;
  static bool GetCount(const weir_host* host, weir_str path, size_t* out) noexcept;
  static bool GetKey(const weir_host* host, weir_str path, size_t index, weir_str* out) noexcept;

  template <class Getter>
  static auto Ask(const weir_host* host, Getter&& getter);
};

}  // namespace weir::plugin
