// All that Weir says of itself: the collector named `weir`, first on the page.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "collect/own_metrics.h"
#include "self/collector_metrics.h"
#include "self/http_metrics.h"
#include "self/web_metrics.h"

namespace weir::self {

class Metrics : public collect::OwnMetrics {
 public:
  // exporter_metrics: process_* and weir_http_* too.
  explicit Metrics(bool exporter_metrics);
  ~Metrics() override;

  series::Snapshot Read(const collect::Reading& reading,
                        const std::vector<collect::Conflicts>& conflicts) override;

  // What there is to say of a web configuration, asked at each reading; nothing if there is none.
  // Before the first reading.
  using LookAtWeb = std::function<std::optional<WebStatus>()>;
  void ShowWeb(LookAtWeb look) { look_at_web_ = std::move(look); }
  // Another configuration has taken over; or was to, and could not.  Any thread.
  void Reloaded(bool exporter_metrics);
  void ReloadFailed() { last_reload_ok_ = false; }

  // An answered request.  Any thread.
  void Observe(std::string_view path, int code, double seconds) {
    http_.Observe(path, code, seconds);
  }

 private:
  struct Shown;

  std::atomic<bool> exporter_metrics_;
  std::atomic<bool> last_reload_ok_ = true;
  std::atomic<double> loaded_at_;
  std::atomic<bool> outdated_ = false;  // there may be series of collectors that are gone
  HttpMetrics http_;
  LookAtWeb look_at_web_ = [] { return std::nullopt; };
  std::unique_ptr<Shown> shown_;
};

}  // namespace weir::self
