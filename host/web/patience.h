// How long a scrape waits for collectors.
#pragma once

#include <string_view>

#include "loop/loop.h"

namespace weir::web {

// scrape_timeout: X-Prometheus-Scrape-Timeout-Seconds, decimal seconds.  From 0.1 s to 1 h the
// answer is that, less what the way back may take (a tenth, at most 0.5 s); otherwise the fallback.
Duration Patience(std::string_view scrape_timeout, Duration fallback);

}  // namespace weir::web
