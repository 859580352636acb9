#include "series/identity.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <random>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace weir::series {
namespace {

constexpr size_t kLeastCells = 16;

uint64_t ProcessSeed() {
  static const uint64_t seed = [] {
    std::random_device device;
    return static_cast<uint64_t>(device()) << 32 | device();
  }();
  return seed;
}

void AppendNumber(std::string& out, uint32_t number) {
  char bytes[sizeof number];
  memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof bytes);
}

}  // namespace

SeriesHash SeriesHasher::operator()(FamilyId family, std::span<const std::string_view> values) {
  buffer_.clear();
  AppendNumber(buffer_, family);
  for (const auto& value : values) {
    AppendNumber(buffer_, static_cast<uint32_t>(value.size()));
    buffer_ += value;
  }
  const XXH128_hash_t hash = XXH3_128bits_withSeed(buffer_.data(), buffer_.size(), ProcessSeed());
  return {hash.low64, hash.high64};
}

Slot IdentityMap::Find(const SeriesHash& hash, const std::vector<SeriesHash>& hashes) const {
  if (cells_.empty()) return 0;
  for (size_t i = Home(hash); cells_[i] != 0; i = (i + 1) & (cells_.size() - 1)) {
    if (hashes[cells_[i]] == hash) return cells_[i];
  }
  return 0;
}

void IdentityMap::Insert(Slot slot, const std::vector<SeriesHash>& hashes) {
  if ((used_ + 1) * 4 > cells_.size() * 3) Resize(std::max(kLeastCells, cells_.size() * 2), hashes);
  Place(slot, hashes);
  ++used_;
}

void IdentityMap::Place(Slot slot, const std::vector<SeriesHash>& hashes) {
  size_t i = Home(hashes[slot]);
  while (cells_[i] != 0) i = (i + 1) & (cells_.size() - 1);
  cells_[i] = slot;
}

void IdentityMap::Shrink(const std::vector<SeriesHash>& hashes) {
  const size_t enough = std::max(kLeastCells, std::bit_ceil(used_ * 2));
  if (cells_.size() > 4 * enough) Resize(enough, hashes);
}

void IdentityMap::Resize(size_t cells, const std::vector<SeriesHash>& hashes) {
  std::vector<Slot> old(cells);
  old.swap(cells_);
  for (const Slot slot : old) {
    if (slot != 0) Place(slot, hashes);
  }
}

void IdentityMap::Erase(Slot slot, const std::vector<SeriesHash>& hashes) {
  const size_t mask = cells_.size() - 1;
  size_t hole = Home(hashes[slot]);
  while (cells_[hole] != slot) hole = (hole + 1) & mask;
  // Backward shift: what probed past the hole moves into it, so no tombstones are needed.
  for (size_t i = (hole + 1) & mask; cells_[i] != 0; i = (i + 1) & mask) {
    const size_t home = Home(hashes[cells_[i]]);
    if (((i - home) & mask) < ((i - hole) & mask)) continue;
    cells_[hole] = cells_[i];
    hole = i;
  }
  cells_[hole] = 0;
  --used_;
}

}  // namespace weir::series
