// Where the exporter listens.  Errors are the end of a sentence that begins with the text.
#pragma once

#include <string>
#include <string_view>

#include "error/result.h"

namespace weir::config {

struct ListenAddress {
  std::string text;       // as it was written
  std::string canonical;  // equal for two spellings of the same
  bool any_port = false;  // port 0: each one is another
};

// "host:port", "127.0.0.1:port", "[::1]:port", ":port" (all addresses), "unix:///absolute/path"
// with the options of unix_socket.h. Looks nothing up.
Result<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace weir::config
