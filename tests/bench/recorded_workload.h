// The workload in the two forms that encoders read: what a collector of Weir shows, and the
// families of prometheus-cpp.
#pragma once

#include <prometheus/metric_family.h>

#include <array>
#include <vector>

#include "collect/fleet.h"
#include "series/recorder.h"
#include "workload.h"

namespace weir::bench {

// Two collections of one collector: encoding them in turn shows new values every time.
class RecordedWorkload {
 public:
  explicit RecordedWorkload(const Workload& workload);

  // One more collection: Begin, Push of all values, Commit.
  series::Snapshot Collect();
  const collect::Reading& reading(size_t turn) const { return readings_[turn % 2]; }
  // The same, in which one series in a hundred is another than before; what it shows is
  // reading(0) from now on.
  void Churn();

 private:
  void Describe();
  void Replace(size_t series);
  series::Snapshot PushAndCommit();

  const Workload workload_;
  series::Recorder recorder_;
  std::vector<series::FamilyId> families_;
  std::vector<series::Slot> slots_;  // [series]
  std::vector<double> values_;       // [series]
  uint64_t generation_ = 0;
  std::array<collect::Reading, 2> readings_;
};

// What prometheus-cpp's Registry::Collect returns of the workload, with the same values.
std::vector<prometheus::MetricFamily> PeerFamilies(const Workload& workload);

}  // namespace weir::bench
