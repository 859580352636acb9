#include "web/listen_address.h"

#include <sys/un.h>

#include <charconv>
#include <cstdint>

namespace weir::web {
namespace {

constexpr std::string_view kUnix = "unix://";
constexpr size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;

tl::unexpected<Error> Refuse(std::string_view text, const std::string& reason) {
  return Fail("cannot listen on \"" + std::string(text) + "\": " + reason);
}

bool IsPort(std::string_view text) {
  uint16_t port = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && rest == text.data() + text.size();
}

Result<ListenAddress> ParseUnix(std::string_view text) {
  const std::string_view path = text.substr(kUnix.size());
  if (!path.starts_with('/') || path.ends_with('/')) {
    return Refuse(text, "a unix socket is written unix:///absolute/path");
  }
  if (path.size() > kLongestPath) {
    return Refuse(
        text, "the path of a unix socket has at most " + std::to_string(kLongestPath) + " bytes");
  }
  if (path.find('\0') != std::string_view::npos) return Refuse(text, "the path contains a NUL");
  return ListenAddress{std::string(path), "", ""};
}

}  // namespace

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  if (text.starts_with(kUnix)) return ParseUnix(text);
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || !IsPort(text.substr(colon + 1))) {
    return Refuse(text, "write :PORT, HOST:PORT, [IPV6]:PORT or unix:///PATH");
  }
  std::string_view host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']') && host.size() > 2) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find_first_of("[]:") != std::string_view::npos) {
    return Refuse(text, "an IPv6 address is written in brackets: [::1]:8080");
  }
  if (host.find('\0') != std::string_view::npos) return Refuse(text, "the host contains a NUL");
  return ListenAddress{"", std::string(host), std::string(text.substr(colon + 1))};
}

}  // namespace weir::web
