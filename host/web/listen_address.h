// What an entry of `listen` says.
#pragma once

#include <string>
#include <string_view>

#include "error/result.h"

namespace weir::web {

struct ListenAddress {
  std::string path;  // of a unix socket; else empty, and:
  std::string host;  // name or number, without brackets; empty for all addresses
  std::string port;  // decimal, 0 to 65535
};

// Takes "host:port", "[::1]:port", ":port" and "unix:///path".
Result<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace weir::web
