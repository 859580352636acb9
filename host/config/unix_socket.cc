#include "config/unix_socket.h"

#include <sys/un.h>

#include <algorithm>
#include <charconv>

#include "config/did_you_mean.h"

namespace weir::config {
namespace {

constexpr unsigned kMostMode = 0777;
constexpr std::string_view kGroupCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

Result<void> ReadPath(std::string_view path, UnixSocket& socket) {
  if (!path.starts_with('/')) {
    return Fail("needs an absolute path, as in unix:///run/weir/weir.sock");
  }
  if (path.ends_with('/')) return Fail("names a directory, not a socket");
  if (path.size() >= sizeof(sockaddr_un::sun_path)) {
    return Fail("has too long a path: a socket's has at most 107 bytes");
  }
  if (path.find('\0') != std::string_view::npos) return Fail("contains a NUL byte");
  socket.path = path;
  return {};
}

Result<void> ReadMode(std::string_view text, UnixSocket& socket) {
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, socket.mode, 8);
  if (text.size() < 3 || error != std::errc() || rest != end || socket.mode > kMostMode) {
    return Fail("has no valid mode: write it in octal, as in ?mode=0660");
  }
  return {};
}

Result<void> ReadGroup(std::string_view text, UnixSocket& socket) {
  if (text.empty() || text.find_first_not_of(kGroupCharacters) != std::string_view::npos) {
    return Fail("has no valid group: write a name or a number, as in ?group=prometheus");
  }
  socket.group = text;
  return {};
}

Result<void> ReadOption(std::string_view option, UnixSocket& socket) {
  const size_t equal = std::min(option.find('='), option.size());
  const std::string_view key = option.substr(0, equal);
  const std::string_view value = option.substr(std::min(equal + 1, option.size()));
  if (key == "mode") return ReadMode(value, socket);
  if (key == "group") return ReadGroup(value, socket);
  return Fail("has an unknown option after its path" + DidYouMean(key, {"mode", "group"}));
}

}  // namespace

Result<UnixSocket> ParseUnixSocket(std::string_view text) {
  text.remove_prefix(kUnixScheme.size());
  const size_t mark = std::min(text.find('?'), text.size());
  UnixSocket socket;
  Result<void> read = ReadPath(text.substr(0, mark), socket);
  for (size_t at = mark; read && at < text.size();) {
    const size_t end = std::min(text.find('&', at + 1), text.size());
    read = ReadOption(text.substr(at + 1, end - at - 1), socket);
    at = end;
  }
  if (!read) return tl::unexpected(read.error());
  return socket;
}

}  // namespace weir::config
