// A histogram of Weir's own, without labels, on its way into the recorder: defined once, then
// pushed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "series/recording.h"

namespace weir::self {

class OwnHistogram {
 public:
  OwnHistogram(series::Recording& recording, std::string name, std::string help,
               std::vector<double> bounds);

  // One for each slot of such a series, in the order of weir/plugin.h.
  void Push(std::span<const double> values);

 private:
  void Add();

  series::Recording& recording_;
  series::FamilyId id_ = 0;
  std::vector<series::Slot> slots_;  // of the series; 0: not added yet
};

}  // namespace weir::self
