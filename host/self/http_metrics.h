// weir_http_*: counted by any thread with prometheus-cpp's instruments, read at each scrape.
#pragma once

#include <memory>
#include <string_view>

#include "self/own_family.h"
#include "self/own_histogram.h"

namespace weir::self {

class HttpMetrics {
 public:
  HttpMetrics();
  ~HttpMetrics();

  // path: a route, never a client's bytes.  Any thread.
  void Observe(std::string_view path, int code, double seconds);

 private:
  friend class HttpFamilies;
  class Instruments;
  const std::unique_ptr<Instruments> instruments_;
};

// As they are shown in one recording.
class HttpFamilies {
 public:
  explicit HttpFamilies(series::Recording& recording);
  void Push(const HttpMetrics& metrics);

 private:
  OwnFamily requests_;
  OwnHistogram duration_;
};

}  // namespace weir::self
