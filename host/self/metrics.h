// All that Weir says of itself: the collector named `weir`, first on the page.
#pragma once

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

struct ProcessFamilies;

class Metrics : public collect::OwnMetrics {
 public:
  // exporter_metrics: process_* and weir_http_* too.
  Metrics(std::vector<CollectorInfo> infos, bool exporter_metrics);
  ~Metrics() override;

  series::Snapshot Read(const collect::Reading& reading,
                        const std::vector<collect::Conflicts>& conflicts) override;

  // What there is to say of a web configuration, asked at each reading; nothing if there is none.
  // Before the first reading.
  using LookAtWeb = std::function<std::optional<WebStatus>()>;
  void ShowWeb(LookAtWeb look) { look_at_web_ = std::move(look); }

  // An answered request.  Any thread.
  void Observe(std::string_view path, int code, double seconds) {
    http_.Observe(path, code, seconds);
  }

 private:
  struct Families;

  const bool exporter_metrics_;
  const double loaded_at_;
  series::Recorder recorder_;
  HttpMetrics http_;
  LookAtWeb look_at_web_ = [] { return std::nullopt; };
  std::unique_ptr<Families> families_;
  std::unique_ptr<ProcessFamilies> process_;  // if exporter_metrics_
};

}  // namespace weir::self
