// What Weir says of itself, as one more collector that stands first on the page.
#pragma once

#include <cstdint>
#include <vector>

#include "collect/fleet.h"
#include "series/recorder.h"

namespace weir::collect {

// What a collector loses on the page to those before it.
struct Conflicts {
  uint64_t type = 0;    // series whose family is of another type, or has another's sample names
  uint64_t help = 0;    // families with another HELP: the first one is shown, no series is lost
  uint64_t series = 0;  // series that an earlier collector has
  bool operator==(const Conflicts&) const = default;
};

class OwnMetrics {
 public:
  virtual ~OwnMetrics() = default;
  // conflicts: one for each view.  One thread at a time.
  virtual series::Snapshot Read(const Reading& reading,
                                const std::vector<Conflicts>& conflicts) = 0;
};

}  // namespace weir::collect
