#include "series/names.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace weir::series {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

struct CodePoint {
  uint32_t value;
  size_t bytes;  // 0: not well-formed
};

uint8_t Byte(std::string_view text, size_t i) { return static_cast<uint8_t>(text[i]); }

bool IsContinuation(std::string_view text, size_t i) {
  return i < text.size() && (Byte(text, i) & 0xC0u) == 0x80u;
}

size_t LengthOf(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

bool InRange(uint32_t value, size_t bytes) {
  static constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  return value >= kLeast[bytes] && value <= 0x10FFFF && (value < 0xD800 || value > 0xDFFF);
}

CodePoint Decode(std::string_view text) {
  const uint8_t lead = Byte(text, 0);
  const size_t bytes = LengthOf(lead);
  if (bytes <= 1) return {lead, bytes};
  uint32_t value = lead & (0xFFu >> (bytes + 1));
  for (size_t i = 1; i < bytes; ++i) {
    if (!IsContinuation(text, i)) return {0, 0};
    value = value << 6 | (Byte(text, i) & 0x3Fu);
  }
  return {value, InRange(value, bytes) ? bytes : 0};
}

void AppendEscaped(std::string& out, CodePoint point, Escaping scheme) {
  if (scheme == Escaping::kDots) {
    out += point.value == '.' ? "_dot_" : "__";
  } else if (scheme == Escaping::kUnderscores) {
    out += '_';
  } else {
    char hex[16];
    snprintf(hex, sizeof hex, "_%x_", point.value);
    out += hex;
  }
}

bool Allowed(char c, bool first, bool colon) {
  return IsLetter(c) || (colon && c == ':') || (!first && IsDigit(c));
}

std::string Escape(std::string_view name, Escaping scheme, bool colon) {
  std::string out;
  for (size_t i = 0; i < name.size();) {
    const CodePoint point = Decode(name.substr(i));
    if (name[i] == '_' && scheme != Escaping::kUnderscores) {
      out += "__";
    } else if (point.bytes == 1 && Allowed(name[i], i == 0, colon)) {
      out += name[i];
    } else {
      AppendEscaped(out, point, scheme);
    }
    i += point.bytes == 0 ? 1 : point.bytes;
  }
  return scheme == Escaping::kValues ? "U__" + out : out;
}

}  // namespace

bool IsUtf8(std::string_view text) {
  size_t i = 0;
  while (i < text.size()) {
    uint64_t word = 0;
    if (i + 8 <= text.size()) {
      memcpy(&word, text.data() + i, 8);
      if ((word & 0x8080808080808080u) == 0) {
        i += 8;
        continue;
      }
    }
    const size_t bytes = Decode(text.substr(i)).bytes;
    if (bytes == 0) return false;
    i += bytes;
  }
  return true;
}

std::string ToUtf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t bytes = Decode(text).bytes;
    out.append(bytes == 0 ? "?" : text.substr(0, bytes));
    text.remove_prefix(std::max<size_t>(bytes, 1));
  }
  return out;
}

size_t CodePoints(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += (static_cast<uint8_t>(c) & 0xC0u) != 0x80u;
  return count;
}

bool IsLegacyLabelName(std::string_view name) {
  if (name.empty() || !IsLetter(name.front())) return false;
  for (const char c : name) {
    if (!IsLetter(c) && !IsDigit(c)) return false;
  }
  return true;
}

bool IsLegacyMetricName(std::string_view name) {
  if (name.empty() || IsDigit(name.front())) return false;
  for (const char c : name) {
    if (!Allowed(c, false, true)) return false;
  }
  return true;
}

std::string EscapeName(std::string_view name, Escaping scheme) {
  const bool as_it_is =
      scheme == Escaping::kAllowUtf8 || (scheme != Escaping::kDots && IsLegacyMetricName(name));
  return as_it_is ? std::string(name) : Escape(name, scheme, true);
}

std::string EscapeLabelName(std::string_view name, Escaping scheme) {
  const bool as_it_is =
      scheme == Escaping::kAllowUtf8 || (scheme != Escaping::kDots && IsLegacyLabelName(name));
  return as_it_is ? std::string(name) : Escape(name, scheme, false);
}

}  // namespace weir::series
