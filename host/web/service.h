// What all connections of a server share.  Threads that are stuck in a request keep it alive.
#pragma once

#include <atomic>
#include <stop_token>

#include "web/connections.h"
#include "web/http.h"
#include "web/limits.h"

namespace weir::web {

struct Service {
  Handler handle;
  Observe observe;  // may be empty
  Limits limits;
  Connections connections;
  std::atomic<bool> stopping = false;  // connections are not kept for another request
  std::stop_source abort;              // waits for replies end

  void Tell(std::string_view route, int code, double seconds) const {
    if (observe) observe(route, code, seconds);
  }
};

}  // namespace weir::web
