// What all connections of a server share.  On the loop.
#pragma once

#include <memory>

#include "expose/buffer.h"
#include "loop/epoll_loop.h"
#include "web/head_memory.h"
#include "web/http.h"
#include "web/limits.h"
#include "web/security/security.h"

namespace weir::web {

class Connection;

struct Service {
  EpollLoop& loop;
  Handler handle;
  Observe observe;  // may be empty
  Limits limits;
  std::shared_ptr<Security> security = nullptr;       // null: everybody may come in, in plain HTTP
  std::function<void(const Connection&)> ended = {};  // its descriptor is closed
  bool stopping = false;        // connections are not kept for another request
  expose::Buffer scratch = {};  // for the bytes that are sent next
  HeadMemory heads = {};

  void Tell(std::string_view route, int code, double seconds) const {
    if (observe) observe(route, code, seconds);
  }
};

}  // namespace weir::web
