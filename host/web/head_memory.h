// Reads heads of requests, and remembers some: a scraper sends the same bytes again and again.  One
// thread at a time.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "web/request_head.h"

namespace weir::web {

class HeadMemory {
 public:
  // As ParseRequestHead.  A head in which there may be a secret is not remembered.
  tl::expected<RequestHead, Response> Read(std::string_view bytes);

 private:
  struct Known {
    std::string bytes;
    RequestHead head;
  };
  std::array<Known, 4> known_;
  size_t oldest_ = 0;
};

}  // namespace weir::web
