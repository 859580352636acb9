// Scrapes one server many times and says what it cost the server.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "error/result.h"
#include "server.h"

namespace weir::bench {

struct Plan {
  size_t warm_up = 3;  // scrapes that are checked and not measured
  size_t scrapes = 1;
  bool gzip = false;
  std::string path = "/metrics";
};

// Looks at a page, unpacked; both outside of what is measured.
struct PageReader {
  std::function<Result<void>(std::string_view)> read;  // each warm-up page and the last: all of it
  std::function<Result<void>(std::string_view)> glance;  // every other page: what is cheap
};

struct Cost {
  std::vector<double> cpu_ns;   // user and system, of all the server's threads
  std::vector<double> wall_ns;  // from the request's first byte to the answer's last
  size_t wire_bytes = 0;        // of the last body, as sent
  size_t page_bytes = 0;        // of the last body, unpacked
  ChildProcess::Memory memory;  // after the last scrape
};

// Fails with the first scrape that fails or whose page is not right.
Result<Cost> MeasureScrapes(const Server& server, const Plan& plan, const PageReader& reader);

}  // namespace weir::bench
