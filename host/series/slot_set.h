// Some slots, to be asked for many others whether they are among them.
#pragma once

#include <algorithm>
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
  // The first of them that is among these; end if none is.
  template <class Iterator, class SlotOf>
  Iterator FindFirst(Iterator begin, Iterator end, const SlotOf& slot_of) const {
    if (empty()) return end;
    const Slot* const cells = cells_.data();
    const size_t last = cells_.size() - 1;
    const int shift = shift_;
    return std::find_if(begin, end, [=](const auto& each) {
      const Slot slot = slot_of(each);
      size_t i = Home(slot, shift);
      while (cells[i] != 0 && cells[i] != slot) i = (i + 1) & last;
      return cells[i] != 0;
    });
  }

 private:
  static size_t Home(Slot slot, int shift) { return size_t{slot * 2654435769u} >> shift; }
  void Insert(Slot slot) {
    size_t i = Home(slot, shift_);
    while (cells_[i] != 0) i = (i + 1) & (cells_.size() - 1);
    cells_[i] = slot;
  }

  std::vector<Slot> cells_;  // open addressing; 0: empty
  int shift_ = 0;
};

}  // namespace weir::series
