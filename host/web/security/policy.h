// The web configuration with all that it names, read and ready for use.  Immutable, but for what
// OpenSSL does behind it; on the loop.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "config/web_config.h"
#include "web/security/key_pair.h"
#include "web/security/tls_context.h"
#include "web/security/watched_files.h"

namespace weir::web {

struct Policy {
  using Loaded = tl::expected<std::shared_ptr<const Policy>, std::vector<config::Finding>>;

  // path: of the web configuration.  files: empty, and afterwards all that an answer depends on.
  static Loaded Load(const std::string& path, WatchedFiles& files);

  config::WebConfig config;
  std::shared_ptr<TlsContext> tls;      // null: plain HTTP
  std::optional<SystemTime> not_after;  // of the certificate, where there is TLS
  std::vector<std::string> warnings;    // of what works and should be looked at
};

}  // namespace weir::web
