#include "config/plugin_name.h"

#include <cstddef>

namespace weir::config {
namespace {

constexpr size_t kLongestName = 64;
constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";

bool Contains(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

// [a-z][a-z0-9_]*, as a plugin's descriptor says (weir/plugin.h).
bool IsPluginName(std::string_view text) {
  if (text.empty() || text.size() > kLongestName || !Contains(kLower, text[0])) return false;
  for (const char c : text) {
    if (!Contains(kLower, c) && !Contains(kDigits, c) && c != '_') return false;
  }
  return true;
}

bool IsCollectorName(std::string_view text) {
  if (text.empty() || text.size() > kLongestName) return false;
  if (Contains(kDigits, text[0]) || text[0] == '-') return false;
  for (const char c : text) {
    if (!Contains(kLower, c) && !Contains(kUpper, c) && !Contains(kDigits, c) && c != '_' &&
        c != '-') {
      return false;
    }
  }
  return true;
}

// "/opt/x/disks.so" -> "disks"
std::string_view Stem(std::string_view path) {
  path.remove_prefix(path.rfind('/') + 1);
  if (path.ends_with(".so")) path.remove_suffix(3);
  return path;
}

// Where "#DESCRIPTOR" begins; a "#" before the last slash belongs to the path.
size_t FindDescriptor(std::string_view text) {
  const size_t hash = text.rfind('#');
  const size_t slash = text.rfind('/');
  if (hash == std::string_view::npos) return text.size();
  return slash != std::string_view::npos && slash > hash ? text.size() : hash;
}

Result<std::string> ParseFile(std::string_view file, const Folder& folder) {
  if (file.find('/') == std::string_view::npos) {
    if (IsPluginName(file)) return std::string(file);
    if (file.ends_with(".so")) {
      return Fail(
          "is neither a name nor a path: a name has no .so, a path has a slash, as in ./x.so");
    }
    return Fail("is not a plugin's name: small letters, digits and _, at most 64");
  }
  if (file.find('\0') != std::string_view::npos) return Fail("contains a NUL byte");
  if (file.ends_with('/')) return Fail("names a directory, not a plugin");
  return folder.Absolute(std::string(file));
}

}  // namespace

Result<PluginName> ParsePluginName(std::string_view text, const Folder& folder) {
  const size_t end = FindDescriptor(text);
  const Result<std::string> file = ParseFile(text.substr(0, end), folder);
  if (!file) return Fail(file.error().message);
  if (end == text.size()) return PluginName{*file, std::string(Stem(*file))};
  const std::string descriptor(text.substr(end + 1));
  if (!IsPluginName(descriptor)) {
    return Fail("has no plugin's name after \"#\": small letters, digits and _, at most 64");
  }
  return PluginName{*file + "#" + descriptor, descriptor};
}

Result<std::string> ParseCollectorName(std::string_view text) {
  if (text == "weir") return Fail("is reserved for the exporter's own metrics");
  if (IsCollectorName(text)) return std::string(text);
  return Fail(
      "is not a collector's name: letters, digits, _ and -, no digit or - first, at most 64");
}

Result<std::string> ParseSha256(std::string_view text) {
  constexpr std::string_view kHexadecimal = "0123456789abcdefABCDEF";
  constexpr size_t kDigitCount = 64;
  if (text.size() != kDigitCount || text.find_first_not_of(kHexadecimal) != text.npos) {
    return Fail("is not a SHA-256: 64 hexadecimal digits, as sha256sum prints them");
  }
  std::string digits(text);
  for (char& c : digits) {
    if (Contains(kUpper, c)) c = kLower[kUpper.find(c)];
  }
  return digits;
}

}  // namespace weir::config
