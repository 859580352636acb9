// So many at a time and no more: what takes a seat has it until it lets go of it.  Any thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace weir::web {

class Seats {
 public:
  using Seat = std::shared_ptr<const void>;

  explicit Seats(size_t count) : count_(count) {}

  // Who has a seat keeps it.
  void Change(size_t count) { count_ = count; }
  bool full() const { return *taken_ >= count_; }
  // Empty if there is none left.  A seat may outlive the seats.
  Seat Take() const {
    if (taken_->fetch_add(1) < count_)
      return {taken_.get(), [taken = taken_](const void*) { --*taken; }};
    --*taken_;
    return nullptr;
  }

 private:
  std::atomic<size_t> count_;
  const std::shared_ptr<std::atomic<size_t>> taken_ = std::make_shared<std::atomic<size_t>>(0);
};

}  // namespace weir::web
