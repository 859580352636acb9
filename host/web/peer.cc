#include "web/peer.h"

#include <netinet/in.h>

#include <cstring>

namespace weir::web {
namespace {

constexpr size_t kNetworkBytes = 8;

template <class Address>
Address As(const sockaddr_storage& storage) {
  Address address;
  memcpy(&address, &storage, sizeof address);
  return address;
}

std::string Bytes(const void* bytes, size_t count) {
  return {static_cast<const char*>(bytes), count};
}

}  // namespace

std::string PeerOf(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const in_addr host = As<sockaddr_in>(address).sin_addr;
    return Bytes(&host, sizeof host);
  }
  if (address.ss_family != AF_INET6) return "";
  const in6_addr host = As<sockaddr_in6>(address).sin6_addr;
  if (!IN6_IS_ADDR_V4MAPPED(&host)) return Bytes(&host, kNetworkBytes);
  return Bytes(&host.s6_addr[12], sizeof(in_addr));
}

bool IsLocal(const std::string& peer) {
  constexpr char kLoopback = 127;
  return peer.empty() || (peer.size() == sizeof(in_addr) && peer[0] == kLoopback) ||
         peer == std::string(kNetworkBytes, '\0');
}

}  // namespace weir::web
