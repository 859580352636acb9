#include "systemd/heartbeat.h"

#include <mutex>
#include <utility>

namespace weir::systemd {

// Lives as long as a task of it is somewhere on its way.
struct Heartbeat::Round : std::enable_shared_from_this<Round> {
  const std::vector<Loop*> loops;
  const Duration period;
  const Task beat;
  std::mutex mutex;
  bool ended = false;  // then loops may be gone

  Round(std::vector<Loop*> all, Duration every, Task task)
      : loops(std::move(all)), period(every), beat(std::move(task)) {}

  // Goes on to that loop; past the last one, the round is made.
  void GoTo(size_t next) {
    const std::lock_guard lock(mutex);
    if (ended) return;
    if (next == loops.size()) return Complete();
    loops[next]->Post([self = shared_from_this(), next] { self->GoTo(next + 1); });
  }

  void Complete() {
    beat();
    Loop& home = *loops.back();
    home.At(home.Now() + period, [self = shared_from_this()] { self->GoTo(0); });
  }
};

Heartbeat::Heartbeat(std::vector<Loop*> loops, Duration period, Task beat)
    : round_(std::make_shared<Round>(std::move(loops), period, std::move(beat))) {
  round_->GoTo(0);
}

Heartbeat::~Heartbeat() {
  const std::lock_guard lock(round_->mutex);
  round_->ended = true;
}

}  // namespace weir::systemd
