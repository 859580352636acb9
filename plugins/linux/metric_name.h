// Names of metrics that are made from the kernel's names.
#pragma once

#include <string>
#include <string_view>

namespace weir::linux_plugin {

// prefix and name, with '_' for each byte that has no place in the name of a metric.
inline std::string MetricName(std::string_view prefix, std::string_view name) {
  std::string result(prefix);
  for (char c : name) {
    bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    result += fits ? c : '_';
  }
  return result;
}

}  // namespace weir::linux_plugin
