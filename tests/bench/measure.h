// Scrapes one server many times and says what it cost the server.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "error/result.h"
#include "server.h"

namespace weir::bench {

enum class PageFormat { kText, kOpenMetrics, kProtobuf };
std::string_view Name(PageFormat format);

struct Plan {
  size_t warm_up = 3;  // scrapes that are checked and not measured
  size_t scrapes = 1;
  PageFormat format = PageFormat::kText;
  bool gzip = false;
  std::string path = "/metrics";
};

// Looks at a page, unpacked; both outside of what is measured.
struct PageReader {
  std::function<Result<void>(std::string_view)> read;  // each warm-up page and the last: all of it
  std::function<Result<void>(std::string_view)> glance;  // every other page: what is cheap
};

struct Cost {
  std::vector<double> cpu_ns;     // user and system, of all threads of the server and its workers
  std::vector<double> wall_ns;    // from the request's first byte to the answer's last
  size_t wire_bytes = 0;          // of the last body, as sent
  size_t page_bytes = 0;          // of the last body, unpacked
  ChildProcess::Memory memory;    // after the last scrape
  size_t workers_peak_bytes = 0;  // of the server's own processes together
};

// Fails with the first scrape that fails or whose page is not right.
Result<Cost> MeasureScrapes(const Server& server, const Plan& plan, const PageReader& reader);

}  // namespace weir::bench
