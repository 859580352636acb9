#include "self/http_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <algorithm>
#include <list>
#include <mutex>
#include <string>
#include <vector>

namespace weir::self {
namespace {

using series::Type;

std::vector<double> Bounds() { return {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10}; }

}  // namespace

class HttpMetrics::Instruments {
 public:
  void Observe(std::string_view path, const std::string& code, double seconds) {
    CounterOf(path, code).Increment();
    duration_.Observe(seconds);
  }

  // use(path, code, count) for each that there is.
  template <class Use>
  void ForEachCounter(const Use& use) const {
    const std::lock_guard lock(mutex_);
    for (const Answered& each : answered_) use(each.path, each.code, each.count.Value());
  }

  // In the order of slots that weir/plugin.h gives: buckets without the last, count and sum.
  std::vector<double> Duration() const {
    const auto histogram = duration_.Collect().histogram;
    std::vector<double> values;
    values.reserve(histogram.bucket.size() + 1);
    for (const auto& bucket : histogram.bucket)
      values.push_back(static_cast<double>(bucket.cumulative_count));  // of the last: all
    values.push_back(histogram.sample_sum);
    return values;
  }

 private:
  struct Answered {
    std::string path;
    std::string code;
    prometheus::Counter count = {};
  };

  prometheus::Counter& CounterOf(std::string_view path, std::string_view code) {
    const std::lock_guard lock(mutex_);
    const auto known = std::ranges::find_if(
        answered_, [&](const Answered& each) { return each.path == path && each.code == code; });
    if (known != answered_.end()) return known->count;
    Answered& added = answered_.emplace_back();
    added.path = path;
    added.code = code;
    return added.count;
  }

  mutable std::mutex mutex_;
  std::list<Answered> answered_;  // guarded; their counters stay where they are
  prometheus::Histogram duration_{Bounds()};
};

HttpMetrics::HttpMetrics() : instruments_(std::make_unique<Instruments>()) {}
HttpMetrics::~HttpMetrics() = default;

void HttpMetrics::Observe(std::string_view path, int code, double seconds) {
  instruments_->Observe(path, std::to_string(code), seconds);
}

HttpFamilies::HttpFamilies(series::Recording& recording)
    : requests_(recording, Type::kCounter, "weir_http_requests_total",
                "Requests answered, by route and status code.", {"path", "code"}),
      duration_(recording, "weir_http_request_duration_seconds",
                "Time from a whole request to the end of its answer.", Bounds()) {}

void HttpFamilies::Push(const HttpMetrics& metrics) {
  metrics.instruments_->ForEachCounter([this](const auto& path, const auto& code, double count) {
    requests_.Push({path, code}, count);
  });
  duration_.Push(metrics.instruments_->Duration());
}

}  // namespace weir::self
