#include "config/confidential.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace weir::config {
namespace {

using nlohmann::ordered_json;

// Without regard to case, "_" and "-".
constexpr std::array<std::string_view, 9> kWords = {"password",   "passwd",     "passphrase",
                                                    "secret",     "token",      "apikey",
                                                    "privatekey", "credential", "authorization"};

bool IsConfidential(const std::string& key) {
  std::string letters;
  for (const char c : key) {
    if (c != '_' && c != '-') letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return letters.find(word) != std::string::npos; });
}

// "redis://user:secret@host/0" without user and secret (RFC 3986, 3.2.1).
std::string WithoutUser(const std::string& text) {
  const size_t scheme = text.find("://");
  if (scheme == std::string::npos) return text;
  const size_t begin = scheme + 3, end = text.find_first_of("/?#", begin);
  const size_t at = text.substr(0, end).rfind('@');
  if (at == std::string::npos || at < begin) return text;
  return text.substr(0, begin) + kSecret + text.substr(at);
}

}  // namespace

void HideConfidential(ordered_json& document) {
  if (document.is_string()) document = WithoutUser(document.get<std::string>());
  if (!document.is_structured()) return;
  for (auto& [key, value] : document.items()) {
    const bool hidden = document.is_object() && IsConfidential(key);
    if (hidden && !value.is_boolean() && !value.is_null()) {
      value = kSecret;
    } else {
      HideConfidential(value);
    }
  }
}

}  // namespace weir::config
