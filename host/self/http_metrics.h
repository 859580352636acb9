// weir_http_*: counted by any thread with prometheus-cpp, and carried over at each scrape.
#pragma once

#include <memory>
#include <string_view>

#include "series/recording.h"

namespace weir::self {

class HttpMetrics {
 public:
  HttpMetrics();
  ~HttpMetrics();

  // path: a route, never a client's bytes.  Any thread.
  void Observe(std::string_view path, int code, double seconds);
  void Push(series::Recording& recording) const;

 private:
  struct Instruments;
  const std::unique_ptr<Instruments> instruments_;
};

}  // namespace weir::self
