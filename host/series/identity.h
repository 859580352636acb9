// Which series there are: a set of 128-bit hashes of (family, label values), each with its slot.
// The hash is keyed at random for each process, so that no plugin can aim at a collision; two of a
// million series meet with a probability of 1e-27.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "series/family.h"

namespace weir::series {

struct SeriesHash {
  uint64_t low = 0;
  uint64_t high = 0;
  bool operator==(const SeriesHash&) const = default;
};

// Hashes series; reuses one buffer, so it belongs to one thread.
class SeriesHasher {
 public:
  SeriesHash operator()(FamilyId family, std::span<const std::string_view> values);

 private:
  std::string buffer_;
};

// Open addressing over slots; the hash of a slot is kept by the caller in `hashes`, indexed by
// slot.
class IdentityMap {
 public:
  // The slot of that series, 0 if there is none.
  Slot Find(const SeriesHash& hash, const std::vector<SeriesHash>& hashes) const;
  // REQUIRES: not there yet; hashes[slot] == hash.
  void Insert(Slot slot, const std::vector<SeriesHash>& hashes);
  // REQUIRES: there.
  void Erase(Slot slot, const std::vector<SeriesHash>& hashes);
  // Gives back memory that it does not need any more.
  void Shrink(const std::vector<SeriesHash>& hashes);

 private:
  size_t Home(const SeriesHash& hash) const { return hash.low & (cells_.size() - 1); }
  void Place(Slot slot, const std::vector<SeriesHash>& hashes);
  void Resize(size_t cells, const std::vector<SeriesHash>& hashes);

  std::vector<Slot> cells_;  // 0: empty; a power of two
  size_t used_ = 0;
};

}  // namespace weir::series
