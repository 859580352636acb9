// WEIR_EXT_CONFIG over a JSON text.
#pragma once

#include <weir/plugin.h>
#include <weir/testing/json.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace weir {
inline namespace v1 {
namespace testing {

// The configuration of one instance.  `Of` finds the Settings that belong to a weir_host.
template <const Json& (*Of)(const weir_host*)>
struct SettingsTable {
  static const Json* Find(const weir_host* host, weir_str path, Json::Kind kind) {
    const Json* value = Of(host).Find(std::string_view(path.len == 0 ? "" : path.ptr, path.len));
    return value != nullptr && value->kind == kind ? value : nullptr;
  }

  static bool GetBool(const weir_host* host, weir_str path, bool* out) {
    const Json* value = Find(host, path, Json::kBool);
    if (value != nullptr) *out = value->truth;
    return value != nullptr;
  }
  static bool GetInt(const weir_host* host, weir_str path, int64_t* out) {
    const Json* value = Find(host, path, Json::kInteger);
    if (value != nullptr) *out = value->integer;
    return value != nullptr;
  }
  static bool GetDouble(const weir_host* host, weir_str path, double* out) {
    const Json* value = Find(host, path, Json::kDouble);
    if (value == nullptr) value = Find(host, path, Json::kInteger);
    if (value != nullptr) *out = value->number;
    return value != nullptr;
  }
  static bool GetStr(const weir_host* host, weir_str path, weir_str* out) {
    const Json* value = Find(host, path, Json::kString);
    if (value != nullptr) *out = weir_str{value->text.data(), value->text.size()};
    return value != nullptr;
  }
  static bool GetCount(const weir_host* host, weir_str path, size_t* out) {
    const Json* value = Find(host, path, Json::kList);
    if (value == nullptr) value = Find(host, path, Json::kMap);
    if (value != nullptr) *out = value->items.size();
    return value != nullptr;
  }
  static bool GetKey(const weir_host* host, weir_str path, size_t index, weir_str* out) {
    const Json* value = Find(host, path, Json::kMap);
    if (value == nullptr || index >= value->keys.size()) return false;
    *out = weir_str{value->keys[index].data(), value->keys[index].size()};
    return true;
  }

  static constexpr weir_ext_config kTable = {&GetBool, &GetInt,   &GetDouble,
                                             &GetStr,  &GetCount, &GetKey};
};

}  // namespace testing
}  // namespace v1
}  // namespace weir
