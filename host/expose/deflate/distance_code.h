// The codes of distances to the line before, all of one width, whatever the distance: so it is
// known beforehand where in a line's bits they stand.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "expose/deflate/code.h"

namespace weir::expose {

// From least to most, both included.
struct Reach {
  size_t least = SIZE_MAX;
  size_t most = 0;

  bool empty() const { return least > most; }
  bool Contains(const Reach& other) const { return least <= other.least && other.most <= most; }
  Reach With(const Reach& other) const {
    return {std::min(least, other.least), std::max(most, other.most)};
  }
};

// A code with its extra bits.
struct Field {
  uint32_t bits = 0;
  unsigned width = 0;
};

class DistanceCode {
 public:
  // near: the distances of one width; others of the same symbols have it too.  frequencies: of the
  // symbols of all others.
  // Nothing if there is no such code.
  static std::optional<DistanceCode> Make(Reach near, std::vector<uint32_t> frequencies);

  Field FieldOf(size_t distance) const;
  // All distances of one width.
  const Reach& near() const { return near_; }
  unsigned width() const { return width_; }
  // FieldOf each near distance, the least first.
  std::vector<uint32_t> NearFields() const;
  const std::vector<uint8_t>& lengths() const { return lengths_; }

 private:
  DistanceCode(Reach near, unsigned width, std::vector<uint8_t> lengths)
      : near_(near), width_(width), lengths_(std::move(lengths)), codes_(CodesOf(lengths_)) {}

  Reach near_;
  unsigned width_;
  std::vector<uint8_t> lengths_;
  std::vector<Code> codes_;
};

}  // namespace weir::expose
