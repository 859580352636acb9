#include "web/basic_credentials.h"

#include <Poco/String.h>

#include <cstdint>

namespace weir::web {
namespace {

constexpr std::string_view kScheme = "basic ";
constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// RFC 4648 section 4, padding and all.
std::optional<std::string> Decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  std::string bytes;
  uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = (bits << 6 | static_cast<uint32_t>(digit)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes += static_cast<char>(bits >> held & 0xff);
  }
  return bytes;
}

}  // namespace

std::optional<BasicCredentials> ParseBasicCredentials(std::string_view authorization) {
  const std::string scheme(authorization.substr(0, kScheme.size()));
  if (Poco::icompare(scheme, std::string(kScheme)) != 0) return std::nullopt;
  const std::optional<std::string> text = Decode(authorization.substr(kScheme.size()));
  const size_t colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return BasicCredentials{text->substr(0, colon), text->substr(colon + 1)};
}

}  // namespace weir::web
