#include "utf8.h"

namespace weir::linux_plugin {
namespace {

unsigned char ByteAt(std::string_view text, size_t index) {
  return static_cast<unsigned char>(text[index]);
}

// How many bytes a sequence has, by its first byte, and the range of its second one, which is what
// rules out overlong forms, surrogates and numbers past U+10FFFF (Unicode, table 3-7).
struct Form {
  size_t length;
  unsigned char low;
  unsigned char high;
};

Form FormOf(unsigned char first) {
  if (first < 0x80) return {1, 0, 0};
  if (first < 0xC2) return {0, 0, 0};
  if (first < 0xE0) return {2, 0x80, 0xBF};
  if (first == 0xE0) return {3, 0xA0, 0xBF};
  if (first == 0xED) return {3, 0x80, 0x9F};
  if (first < 0xF0) return {3, 0x80, 0xBF};
  if (first == 0xF0) return {4, 0x90, 0xBF};
  if (first < 0xF4) return {4, 0x80, 0xBF};
  if (first == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// Bytes of the well-formed sequence at the start of text; 0 if there is none.
size_t SequenceLength(std::string_view text) {
  Form form = FormOf(ByteAt(text, 0));
  if (form.length > text.size()) return 0;
  if (form.length < 2) return form.length;
  if (ByteAt(text, 1) < form.low || ByteAt(text, 1) > form.high) return 0;
  for (size_t i = 2; i < form.length; ++i) {
    if ((ByteAt(text, i) & 0xC0) != 0x80) return 0;
  }
  return form.length;
}

}  // namespace

std::string ToUtf8(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    size_t length = SequenceLength(text);
    result.append(length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length));
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

}  // namespace weir::linux_plugin
