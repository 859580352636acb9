#include "config/quoted.h"

#include <cstdio>

#include "config/utf8.h"

namespace weir::config {
namespace {

std::string Hexadecimal(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    char code[8];
    snprintf(code, sizeof code, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += code;
  }
  return out;
}

std::string Escaped(std::string_view character) {
  if (character == "\n") return "\\n";
  if (character == "\t") return "\\t";
  if (character == "\r") return "\\r";
  if (character == "\"" || character == "\\") return "\\" + std::string(character);
  if (!IsPrintable(character) || MovesTheCursor(character)) return Hexadecimal(character);
  return std::string(character);
}

}  // namespace

std::string Quoted(std::string_view text, size_t longest) {
  const std::string_view shown = Clip(text, longest);
  std::string out = "\"";
  for (size_t at = 0; at < shown.size();) {
    const size_t length = CharacterLength(shown.substr(at));
    out += length > 0 ? Escaped(shown.substr(at, length)) : Hexadecimal(shown.substr(at, 1));
    at += length > 0 ? length : 1;
  }
  return out + (shown.size() < text.size() ? "\"..." : "\"");
}

}  // namespace weir::config
