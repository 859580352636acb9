// A line up to its value: name{labels,label} or {"name",labels,label}, and a blank.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "expose/place.h"
#include "expose/section.h"

namespace weir::expose {

inline char* Copy(char* out, std::string_view text) {
  memcpy(out, text.data(), text.size());
  return out + text.size();
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

// What stands on a page between a value and the one before it: a line feed, unless it is the first
// of all, the metadata of a family that begins, and the line up to its value.
std::string TextBefore(const Place& place, size_t line, size_t row, bool first);

}  // namespace weir::expose
