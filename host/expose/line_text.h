// A line up to its value: name{labels,label} or {"name",labels,label}, and a blank.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "expose/place.h"
#include "expose/section.h"

namespace weir::expose {

// Names and labels, which nearly all are so long, take no call.
inline char* Copy(char* out, std::string_view text) {
  constexpr size_t kStep = 16;
  const char* const from = text.data();
  const size_t size = text.size();
  if (size < kStep || size > 4 * kStep) [[unlikely]] {
    memcpy(out, from, size);
    return out + size;
  }
  memcpy(out, from, kStep);
  if (size > 2 * kStep) {
    memcpy(out + kStep, from + kStep, kStep);
    memcpy(out + size - 2 * kStep, from + size - 2 * kStep, kStep);
  }
  memcpy(out + size - kStep, from + size - kStep, kStep);
  return out + size;
}

// The most that WriteLineStart writes for any series with so long labels.
inline size_t MostOfLineStart(const Row& row, size_t labels) {
  return row.name.size() + labels + row.label.size() + 4;
}

inline char* WriteLineStart(char* out, const Row& row, std::string_view labels) {
  out = Copy(out, row.name);
  if (!labels.empty() || !row.label.empty()) {
    *out++ = row.quoted ? ',' : '{';
    out = Copy(out, labels);
    if (!labels.empty() && !row.label.empty()) *out++ = ',';
    out = Copy(out, row.label);
    *out++ = '}';
  } else if (row.quoted) {
    *out++ = '}';
  }
  *out++ = ' ';
  return out;
}

// Appends what stands on a page between a value and the one before it: a line feed, unless it is
// the first of all, the metadata of a family that begins, and the line up to its value.
void AppendTextBefore(const Place& place, size_t line, size_t row, bool first, std::string& out);

}  // namespace weir::expose
