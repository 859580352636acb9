#include "mountinfo.h"

#include "scan.h"

namespace weir::linux_plugin {
namespace {

// Cuts the next field off *line: the kernel parts fields by one space, and an empty one is empty.
std::string_view NextField(std::string_view* line) {
  size_t end = line->find(' ');
  std::string_view field = line->substr(0, end);
  line->remove_prefix(end == std::string_view::npos ? line->size() : end + 1);
  return field;
}

bool ParseDevice(std::string_view field, MountLine* parsed) {
  size_t colon = field.find(':');
  if (colon == std::string_view::npos) return false;
  return ParseNumber(field.substr(0, colon), &parsed->major) &&
         ParseNumber(field.substr(colon + 1), &parsed->minor);
}

std::string_view WithoutSlash(std::string_view root) {
  while (!root.empty() && root.back() == '/') root.remove_suffix(1);
  return root;
}

bool IsOctal(char c) { return c >= '0' && c <= '7'; }

// Whether text begins with an escape for one byte.
bool IsEscape(std::string_view text) {
  return text.size() >= 4 && text[0] == '\\' && text[1] >= '0' && text[1] <= '3' &&
         IsOctal(text[2]) && IsOctal(text[3]);
}

}  // namespace

bool ParseMountLine(std::string_view line, MountLine* parsed) {
  NextField(&line);  // the mount's number
  NextField(&line);  // its parent's
  if (!ParseDevice(NextField(&line), parsed)) return false;
  NextField(&line);  // the folder of the file system that is mounted
  parsed->mount_point = NextField(&line);
  std::string_view options = NextField(&line);
  // Any number of optional fields, ended by a lone hyphen.
  while (!line.empty() && NextField(&line) != "-") continue;
  if (parsed->mount_point.empty() || line.empty()) return false;
  parsed->fs_type = NextField(&line);
  parsed->source = NextField(&line);
  parsed->is_read_only = HasReadOnly(options) || HasReadOnly(NextField(&line));
  return !parsed->fs_type.empty();
}

std::string DecodeOctal(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    bool escape = IsEscape(text);
    int byte = escape ? (text[1] - '0') * 64 + (text[2] - '0') * 8 + (text[3] - '0') : text[0];
    result += static_cast<char>(byte);
    text.remove_prefix(escape ? 4 : 1);
  }
  return result;
}

bool HasReadOnly(std::string_view options) {
  while (!options.empty()) {
    size_t comma = options.find(',');
    if (options.substr(0, comma) == "ro") return true;
    options.remove_prefix(comma == std::string_view::npos ? options.size() : comma + 1);
  }
  return false;
}

std::string StripRoot(std::string_view root, std::string_view mount_point) {
  root = WithoutSlash(root);
  bool below = !root.empty() && mount_point.compare(0, root.size(), root) == 0 &&
               (mount_point.size() == root.size() || mount_point[root.size()] == '/');
  if (below) mount_point.remove_prefix(root.size());
  return mount_point.empty() ? "/" : std::string(mount_point);
}

std::string JoinRoot(std::string_view root, std::string_view mount_point) {
  return std::string(WithoutSlash(root)) + std::string(mount_point);
}

}  // namespace weir::linux_plugin
