// Which stretches a compressed page in one format is made of.  Immutable but for the stretches'
// own state.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "expose/layout.h"
#include "expose/place.h"
#include "expose/stretch.h"

namespace weir::expose {

struct Plan {
  struct Piece {
    size_t end;                        // of its places
    std::shared_ptr<Stretch> stretch;  // nullptr: plain text
  };
  std::shared_ptr<const Layout> layout;
  Format format;
  std::vector<Place> places;
  std::vector<Piece> pieces;
};

// The plans of the pages that are being asked for.  A new layout's plan takes the stretches of
// earlier ones that it has too, so a series more or less costs one stretch.  Any thread.
class Plans {
 public:
  std::shared_ptr<const Plan> PlanOf(std::shared_ptr<const Layout> layout, Format format);

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<const Plan>> plans_;  // the latest last
};

}  // namespace weir::expose
