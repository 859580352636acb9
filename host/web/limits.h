// What one client, and all of them, may cost.
#pragma once

#include <chrono>
#include <cstddef>

namespace weir::web {

struct Limits {
  using Duration = std::chrono::nanoseconds;

  int threads = 40;                  // each carries one connection
  size_t connections = 104;          // those that wait for a thread included; the next gets a 503
  size_t request_bytes = 16 * 1024;  // of a request's head
  Duration request = std::chrono::seconds(5);  // from its first byte to the end of its head
  // Unlike the usual scrape intervals: a connection that is closed just as it is used again costs
  // its client a second try.
  Duration idle = std::chrono::seconds(12);
  Duration stall = std::chrono::seconds(5);    // a client that takes nothing for so long is dropped
  Duration answer = std::chrono::seconds(60);  // and so is one that takes so long for all
};

}  // namespace weir::web
