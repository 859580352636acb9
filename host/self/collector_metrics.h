// weir_collector_*: what Weir says of each collector.
#pragma once

#include <string>
#include <vector>

#include "collect/own_metrics.h"
#include "self/own_family.h"

namespace weir::self {

// What is known of a collector from the start.
struct CollectorInfo {
  std::string collector;
  std::string plugin;   // as it is called until it has said its name
  std::string version;  // the same
  std::string isolation;
};

class CollectorMetrics {
 public:
  CollectorMetrics(series::Recording& recording, std::vector<CollectorInfo> infos);

  void Push(const collect::Reading& reading, const std::vector<collect::Conflicts>& conflicts);

 private:
  void PushView(const collect::View& view, const collect::Conflicts& conflicts);
  void PushInfo(const CollectorInfo& info, const collect::Facts& facts);
  void PushFacts(const std::string& name, const collect::Facts& facts);
  void PushRefused(const collect::View& view, const collect::Conflicts& conflicts);

  const std::vector<CollectorInfo> infos_;
  OwnFamily info_, up_, duration_, age_, last_success_, series_, refused_, restarts_, timeouts_,
      dropped_, stuck_, cpu_, memory_, fds_, sandbox_;
};

}  // namespace weir::self
