// Doubles as the page shows them.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>

namespace weir {
inline namespace v1 {
namespace testing {

// The shortest text that reads back as the same value; integers in full.
inline void WriteNumber(double value, std::string* out) {
  if (std::isnan(value)) {
    out->append("NaN");
  } else if (std::isinf(value)) {
    out->append(value > 0 ? "+Inf" : "-Inf");
  } else {
    char text[64];
    bool whole = std::abs(value) < 1e15 && std::trunc(value) == value;
    auto end = whole ? std::to_chars(text, text + sizeof text, static_cast<int64_t>(value))
                     : std::to_chars(text, text + sizeof text, value);
    out->append(text, end.ptr);
  }
}

inline std::string NumberText(double value) {
  std::string result;
  WriteNumber(value, &result);
  return result;
}

}  // namespace testing
}  // namespace v1
}  // namespace weir
