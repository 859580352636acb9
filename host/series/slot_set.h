// Some slots, to be asked for many others whether they are among them.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "series/family.h"

namespace weir::series {

class SlotSet {
 public:
  explicit SlotSet(std::span<const Slot> slots) {
    if (slots.empty()) return;
    cells_.resize(std::bit_ceil(slots.size() * 4));  // most questions end at an empty cell
    shift_ = 32 - std::countr_zero(cells_.size());
    for (const Slot slot : slots) Insert(slot);
  }

  bool empty() const { return cells_.empty(); }
  bool Contains(Slot slot) const {
    if (cells_.empty()) return false;
    size_t i = Home(slot);
    while (cells_[i] != 0 && cells_[i] != slot) i = Next(i);
    return cells_[i] != 0;
  }

 private:
  size_t Home(Slot slot) const { return size_t{slot * 2654435769u} >> shift_; }
  size_t Next(size_t i) const { return (i + 1) & (cells_.size() - 1); }
  void Insert(Slot slot) {
    size_t i = Home(slot);
    while (cells_[i] != 0) i = Next(i);
    cells_[i] = slot;
  }

  std::vector<Slot> cells_;  // open addressing; 0: empty
  int shift_ = 0;
};

}  // namespace weir::series
