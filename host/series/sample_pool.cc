#include "series/sample_pool.h"

#include <algorithm>

namespace weir::series {
namespace {

// One is being written, one is shown, one is still being read: more would only hold memory.
constexpr size_t kMostIdle = 2;

void Clear(Samples& samples) {
  samples.content = {};
  std::ranges::fill(samples.shown, uint8_t{0});
  samples.timestamps.clear();
  samples.exemplars.clear();
  samples.natives.clear();
  samples.created.clear();
  samples.lines = 0;
}

}  // namespace

std::shared_ptr<Samples> SamplePool::Take() {
  std::unique_ptr<Samples> samples;
  {
    const std::lock_guard lock(shelf_->mutex);
    if (!shelf_->idle.empty()) {
      samples = std::move(shelf_->idle.back());
      shelf_->idle.pop_back();
    }
  }
  if (!samples) samples = std::make_unique<Samples>();
  Clear(*samples);
  const auto give_back = [shelf = shelf_](Samples* used) {
    std::unique_ptr<Samples> owned(used);
    const std::lock_guard lock(shelf->mutex);
    if (shelf->idle.size() < kMostIdle) shelf->idle.push_back(std::move(owned));
  };
  return {samples.release(), give_back};
}

}  // namespace weir::series
