#include "self/http_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <string>

#include "self/bridge.h"

namespace weir::self {

struct HttpMetrics::Instruments {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("weir_http_requests_total")
          .Help("Requests answered, by route and status code.")
          .Register(registry);
  prometheus::Histogram& duration = prometheus::BuildHistogram()
                                        .Name("weir_http_request_duration_seconds")
                                        .Help("Time from a whole request to the end of its answer.")
                                        .Register(registry)
                                        .Add({}, prometheus::Histogram::BucketBoundaries{
                                                     0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10});
};

HttpMetrics::HttpMetrics() : instruments_(std::make_unique<Instruments>()) {}
HttpMetrics::~HttpMetrics() = default;

void HttpMetrics::Observe(std::string_view path, int code, double seconds) {
  instruments_->requests.Add({{"path", std::string(path)}, {"code", std::to_string(code)}})
      .Increment();
  instruments_->duration.Observe(seconds);
}

void HttpMetrics::Push(series::Recording& recording) const {
  for (const auto& family : instruments_->registry.Collect()) Carry(family, recording);
}

}  // namespace weir::self
