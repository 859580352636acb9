// What an entry of `listen` says.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/unix_socket.h"
#include "error/result.h"

namespace weir::web {

struct ListenAddress {
  std::optional<config::UnixSocket> unix_socket;  // else:
  std::string host;  // name or number, without brackets; empty for all addresses
  std::string port;  // decimal, 0 to 65535
};

// Takes "host:port", "[::1]:port", ":port" and what ParseUnixSocket takes.
Result<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace weir::web
