// Where a thread waits for the reply to one request.
#pragma once

#include <stop_token>

#include "web/http.h"

namespace weir::web {

// Hands the request in and waits.  A handler that throws is a 500; a reply that is let go without
// being called, or does not come before abort is requested, is a 503.  A later one is dropped.
Response Await(const Handler& handle, const Request& request, const std::stop_token& abort);

}  // namespace weir::web
