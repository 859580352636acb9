// What one client, and all of them, may cost.
#pragma once

#include <chrono>
#include <cstddef>

namespace weir::web {

struct Limits {
  using Duration = std::chrono::nanoseconds;

  size_t connections = 1024;         // at the limit a newcomer takes the place of the least useful
  size_t connections_a_peer = 64;    // of one IPv4 address or IPv6 /64; likewise
  size_t request_bytes = 16 * 1024;  // of a request's head
  Duration request = std::chrono::seconds(5);  // from the connection, or the first byte of a later
                                               // request, to the end of the head
  Duration idle = std::chrono::seconds(90);    // longer than usual scrape intervals
  Duration stall = std::chrono::seconds(5);    // a client that takes nothing for so long is dropped
  Duration answer = std::chrono::seconds(60);  // and so is one that takes so long for all
};

}  // namespace weir::web
