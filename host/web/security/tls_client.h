// The client's end of a connection under TLS, for asking a host about itself.
#pragma once

#include <memory>
#include <string>

#include "error/result.h"
#include "web/security/channel.h"

namespace weir::web {

struct TlsPeer {
  std::string host;     // a name or an address, as it stands in a URL, without brackets
  std::string ca_file;  // of the authorities that vouch for it; empty: whoever answers is believed
};

// fd: outlives the channel.  The handshake is part of the first writing.
Result<std::unique_ptr<Channel>> OpenTlsClient(int fd, const TlsPeer& peer);

}  // namespace weir::web
