#include "web/target.h"

namespace weir::web {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The absolute form, which proxies send, without its scheme and authority.
std::string_view WithoutAuthority(std::string_view text) {
  if (!text.starts_with("http://") && !text.starts_with("https://")) return text;
  const size_t path = text.find_first_of("/?", text.find("//") + 2);
  return path == std::string_view::npos ? "/" : text.substr(path);
}

bool IsUnreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::optional<std::string> PercentDecode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = HexValue(text[i + 1]), low = HexValue(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::optional<Target> ParseTarget(std::string_view text) {
  text = WithoutAuthority(text);
  const size_t question = text.find('?');
  std::optional<std::string> path = PercentDecode(text.substr(0, question));
  if (!path) return std::nullopt;
  if (path->empty()) path = "/";
  const bool has_query = question != std::string_view::npos;
  return Target{*std::move(path), std::string(has_query ? text.substr(question + 1) : "")};
}

std::string PercentEncode(std::string_view segment) {
  std::string encoded;
  for (const char c : segment) {
    if (IsUnreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kHexDigits[byte >> 4];
    encoded += kHexDigits[byte & 15];
  }
  return encoded;
}

}  // namespace weir::web
