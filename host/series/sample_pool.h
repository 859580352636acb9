// Buffers for samples, used again when their last reader is done: fresh pages cost more than the
// values in them.  Any thread.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "series/samples.h"

namespace weir::series {

class SamplePool {
 public:
  // A buffer with values of no meaning, nothing shown.  It comes back by itself, also after the
  // pool's own end.
  std::shared_ptr<Samples> Take();

 private:
  struct Shelf {
    std::mutex mutex;
    std::vector<std::unique_ptr<Samples>> idle;
  };
  std::shared_ptr<Shelf> shelf_ = std::make_shared<Shelf>();
};

}  // namespace weir::series
