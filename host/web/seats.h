// So many at a time and no more: what takes a seat has it until it lets go of it.  The last eighth
// is for who has none yet, so that nobody can take them all.  Any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace weir::web {

class Seats {
 public:
  using Seat = std::shared_ptr<const void>;

  explicit Seats(size_t count) { taken_->count = count; }

  // Who has a seat keeps it.
  void Change(size_t count) {
    const std::lock_guard lock(taken_->mutex);
    taken_->count = count;
  }
  bool full() const {
    const std::lock_guard lock(taken_->mutex);
    return taken_->all >= taken_->count;
  }
  // Empty if there is none left for that one; an empty name is somebody else each time.  A seat may
  // outlive the seats.
  Seat Take(const std::string& who) const {
    if (!taken_->Add(who)) return nullptr;
    return {taken_.get(), [taken = taken_, who](const void*) { taken->Remove(who); }};
  }

 private:
  struct Taken {
    bool Add(const std::string& who) {
      const std::lock_guard lock(mutex);
      const bool has_one = !who.empty() && of.contains(who);
      if (all >= count - (has_one ? count / 8 : 0)) return false;
      ++all;
      ++of[who];
      return true;
    }
    void Remove(const std::string& who) {
      const std::lock_guard lock(mutex);
      --all;
      if (--of[who] == 0) of.erase(who);
    }

    std::mutex mutex;
    size_t count = 0;
    size_t all = 0;
    std::unordered_map<std::string, size_t> of;
  };
  const std::shared_ptr<Taken> taken_ = std::make_shared<Taken>();
};

}  // namespace weir::web
