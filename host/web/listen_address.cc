#include "web/listen_address.h"

#include <charconv>
#include <cstdint>

namespace weir::web {
namespace {

tl::unexpected<Error> Refuse(std::string_view text, const std::string& reason) {
  return Fail("cannot listen on \"" + std::string(text) + "\": " + reason);
}

bool IsPort(std::string_view text) {
  uint16_t port = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && rest == text.data() + text.size();
}

Result<ListenAddress> ParseUnix(std::string_view text) {
  Result<config::UnixSocket> socket = config::ParseUnixSocket(text);
  if (!socket) return Refuse(text, "it " + socket.error().message);
  return ListenAddress{*std::move(socket), "", ""};
}

}  // namespace

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  if (text.starts_with(config::kUnixScheme)) return ParseUnix(text);
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
  return ListenAddress{std::nullopt, std::string(host), std::string(text.substr(colon + 1))};
}

}  // namespace weir::web
