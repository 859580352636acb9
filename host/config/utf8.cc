#include "config/utf8.h"

namespace weir::config {
namespace {

constexpr size_t kLongestCharacter = 4;  // bytes

unsigned Byte(std::string_view text, size_t i) { return static_cast<unsigned char>(text[i]); }

// The range of the second byte is narrower after some first bytes: no overlong forms, no
// surrogates, nothing above U+10FFFF.
bool IsSecond(unsigned first, unsigned second) {
  const unsigned low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

size_t LengthByFirst(unsigned first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

bool IsContinuation(unsigned byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

size_t CharacterLength(std::string_view text) {
  if (text.empty()) return 0;
  const unsigned first = Byte(text, 0);
  const size_t length = LengthByFirst(first);
  if (length > text.size()) return 0;
  if (length >= 2 && !IsSecond(first, Byte(text, 1))) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (!IsContinuation(Byte(text, i))) return 0;
  }
  return length;
}

bool MovesTheCursor(std::string_view character) {
  return character == "\r" || character == "\xC2\x85";
}

bool IsPrintable(std::string_view character) {
  const unsigned first = Byte(character, 0);
  if (character.size() == 1) {
    return (first >= 0x20 && first != 0x7F) || first == '\t' || first == '\n' || first == '\r';
  }
  if (first == 0xC2) return Byte(character, 1) >= 0xA0 || Byte(character, 1) == 0x85;
  return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

size_t FirstMalformed(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const size_t length = CharacterLength(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::string_view::npos;
}

std::string_view Clip(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text;
  size_t begin = limit;
  while (begin > 0 && limit - begin < kLongestCharacter - 1 && IsContinuation(Byte(text, begin)))
    --begin;
  return text.substr(0, begin);
}

std::string Printable(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t length = CharacterLength(text.substr(at));
    const std::string_view character = text.substr(at, length);
    const bool good = length > 0 && IsPrintable(character) && !MovesTheCursor(character);
    out += good ? character : "?";
    at += length > 0 ? length : 1;
  }
  return out;
}

}  // namespace weir::config
