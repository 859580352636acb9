// Whom a connection is from, as far as bounds go.
#pragma once

#include <sys/socket.h>

#include <string>

namespace weir::web {

// The bytes of an IPv4 address or of an IPv6 /64, which is what one customer has; empty for others
// (a unix socket's clients), which are not told apart and not bounded.
std::string PeerOf(const sockaddr_storage& address);

// Whether that is on this machine: loopback or a unix socket.
bool IsLocal(const std::string& peer);

}  // namespace weir::web
