// weir_collector_*: what Weir says of each collector.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "collect/own_metrics.h"
#include "self/own_family.h"

namespace weir::self {

class CollectorMetrics {
 public:
  explicit CollectorMetrics(series::Recording& recording);

  void Push(const collect::Reading& reading, const std::vector<collect::Conflicts>& conflicts);

 private:
  // The labels of a collector's info but its name.
  struct Said {
    std::string plugin, version, isolation;
    bool operator==(const Said&) const = default;
  };

  void PushView(const collect::View& view, const collect::Conflicts& conflicts);
  void PushInfo(const config::Collector& config, const collect::Facts& facts);
  void ForgetOther(const std::string& name, const Said& said);
  void PushFacts(const std::string& name, const collect::Facts& facts);
  void PushRefused(const collect::View& view, const collect::Conflicts& conflicts);

  OwnFamily info_, up_, duration_, age_, last_success_, series_, refused_, restarts_, timeouts_,
      dropped_, stuck_, cpu_, memory_, fds_, sandbox_;
  std::unordered_map<std::string, Said> said_;  // by collector: as it was last
};

}  // namespace weir::self
