#include "config/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "config/unix_socket.h"

namespace weir::config {
namespace {

constexpr size_t kLongestHost = 253;  // RFC 1035
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHostCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

bool Consists(std::string_view text, std::string_view of) {
  return !text.empty() && text.find_first_not_of(of) == std::string_view::npos;
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// In the one form that inet_ntop writes.
std::optional<std::string> Canonical(int family, const std::string& address) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (inet_pton(family, address.c_str(), bytes.data()) != 1) return std::nullopt;
  return std::string(inet_ntop(family, bytes.data(), text.data(), text.size()));
}

Result<std::string> CanonicalIpv6(std::string_view inside) {
  const size_t percent = inside.find('%');
  const std::string_view zone = percent == std::string_view::npos ? "" : inside.substr(percent + 1);
  if (percent != std::string_view::npos && !Consists(zone, kHostCharacters)) {
    return Fail("has no valid zone after \"%\"");
  }
  const auto address = Canonical(AF_INET6, std::string(inside.substr(0, percent)));
  if (!address) return Fail("has no valid IPv6 address between \"[\" and \"]\"");
  return "[" + *address + (zone.empty() ? "" : "%" + std::string(zone)) + "]";
}

Result<std::string> CanonicalHost(std::string_view host) {
  if (host.empty()) return std::string();
  if (host.starts_with('[') && host.ends_with(']')) {
    return CanonicalIpv6(host.substr(1, host.size() - 2));
  }
  if (host.find(':') != std::string_view::npos) {
    return Fail("is ambiguous: put an IPv6 address in brackets, as in [::1]:8080");
  }
  if (host.size() > kLongestHost || !Consists(host, kHostCharacters)) {
    return Fail("has no valid host name before its port");
  }
  if (!Consists(host, ".0123456789")) return Lower(host);
  const auto address = Canonical(AF_INET, std::string(host));
  if (!address) return Fail("has no valid IPv4 address before its port");
  return *address;
}

std::optional<uint16_t> ParsePort(std::string_view text) {
  uint16_t port = 0;
  if (!Consists(text, kDigits)) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc()) return std::nullopt;
  return port;
}

Result<ListenAddress> ParseUnix(std::string_view text) {
  const Result<UnixSocket> socket = ParseUnixSocket(text);
  if (!socket) return tl::unexpected(socket.error());
  return ListenAddress{std::string(text), std::string(kUnixScheme) + socket->path, false};
}

Result<ListenAddress> ParseHostAndPort(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || text.ends_with(']')) {
    return Fail(Consists(text, kDigits) ? "is a port alone: write a colon before it, as in :8080"
                                        : "has no port, as in localhost:8080 or [::1]:8080");
  }
  const Result<std::string> host = CanonicalHost(text.substr(0, colon));
  if (!host) return Fail(host.error().message);
  const std::optional<uint16_t> port = ParsePort(text.substr(colon + 1));
  if (!port) return Fail("has no valid port after its last colon: write 0 to 65535");
  return ListenAddress{std::string(text), *host + ":" + std::to_string(*port), *port == 0};
}

}  // namespace

Result<ListenAddress> ParseListenAddress(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return Fail("contains a NUL byte");
  if (text.starts_with(kUnixScheme)) return ParseUnix(text);
  if (text.starts_with("unix:")) {
    return Fail("needs three slashes, as in unix:///run/weir/weir.sock");
  }
  if (text.find('/') != std::string_view::npos) {
    return Fail("is not an address: write host:port without http:// and without a path");
  }
  return ParseHostAndPort(text);
}

}  // namespace weir::config
