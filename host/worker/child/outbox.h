// The worker's frames on their way to the host.  Any thread.
#pragma once

#include <mutex>
#include <utility>

#include "worker/wire/encoder.h"

namespace weir::child {

class Outbox {
 public:
  explicit Outbox(int control) : control_(control) {}

  // put(encoder) appends frames and says whether it could; its answer is given back.  They are
  // sent with those that come next, at the latest by Flush.
  template <class Put>
  bool Add(Put&& put) {
    const std::lock_guard lock(mutex_);
    const bool added = put(encoder_);
    if (encoder_.bytes().size() >= kMostWaiting) Send();
    return added;
  }
  // Returns when the host has been given all; does not return when there is no host.
  void Flush() {
    const std::lock_guard lock(mutex_);
    Send();
  }

 private:
  static constexpr size_t kMostWaiting = size_t{32} << 10;
  void Send();

  const int control_;
  std::mutex mutex_;
  wire::Encoder encoder_;
};

}  // namespace weir::child
