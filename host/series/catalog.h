// One collector's own families and series: checks what is added and gives out the numbers.  Its
// answers depend on nothing but the calls made to it and its limits, so that a worker's catalog and
// the host's, given the same calls, say the same.  One thread at a time.
//
// Changes belong to a transaction: Commit keeps them, Rollback takes them back.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "series/family.h"
#include "series/footprint.h"
#include "series/identity.h"
#include "series/rules.h"

namespace weir::series {

// What a slot may hold.
enum class SlotKind : uint8_t {
  kFree,
  kAny,        // gauge, untyped
  kCounter,    // not NaN, not negative
  kOne,        // info
  kFirst,      // first of several: the whole series is judged
  kFollowing,  // of a series that began earlier
};

class Catalog {
 public:
  Catalog(const Limits& limits, Author author);

  struct AddedFamily {
    FamilyId id;
    bool is_new;
  };
  struct AddedSeries {
    Slot first;
    bool is_new;
  };

  tl::expected<AddedFamily, Refusal> AddFamily(Family family);
  // values follow the family's label_names.
  tl::expected<AddedSeries, Refusal> AddSeries(FamilyId family,
                                               std::span<const std::string_view> values);
  // False if there is no series that begins at that slot.
  bool DropSeries(Slot first);

  void Commit();
  void Rollback();

  // nullptr if unknown.  Valid for the catalog's life.
  std::shared_ptr<const Family> FindFamily(FamilyId id) const;
  FamilyId FamilyOf(Slot slot) const { return slot_family_[slot]; }
  // Whether a series of a histogram or gauge histogram begins at that slot; any number may be
  // asked.
  bool BeginsHistogram(Slot slot) const;
  // Whether one of a type that counts since some time does: a counter, histogram or summary.
  bool BeginsCounting(Slot slot) const;
  // Indexed by slot; [0] is never in use.
  const std::vector<SlotKind>& kinds() const { return kinds_; }
  size_t lines() const { return lines_; }

 private:
  struct Change {
    Slot first;
    bool added;  // else dropped
  };

  std::optional<Type> TypeOfSeries(Slot first) const;
  std::optional<Refusal> Clash(const Family& family) const;
  void ClaimNames(const Family& family, FamilyId id);
  void ReleaseNames(const Family& family);
  bool HasFree(size_t slots) const;
  Slot TakeSlots(const Family& family, FamilyId id);
  void FreeSlots(Slot first);
  void ForgetNewSlots();
  void Mark(Slot first, const Family& family, FamilyId id);
  void Remember(Slot first, const SeriesHash& hash, size_t text_bytes);

  const Limits limits_;
  const Author author_;
  SeriesHasher hasher_;

  std::vector<std::shared_ptr<const Family>> families_;  // [id - 1]
  std::unordered_map<std::string, FamilyId> by_name_;
  std::unordered_map<std::string, FamilyId> claimed_;  // sample names under each escaping scheme

  std::vector<SlotKind> kinds_{SlotKind::kFree};
  std::vector<FamilyId> slot_family_{0};
  std::vector<SeriesHash> hashes_{SeriesHash{}};
  std::vector<uint32_t> text_bytes_{0};  // of a series' values, at its first slot
  IdentityMap identity_;
  std::unordered_map<size_t, std::vector<Slot>> free_;  // by number of slots
  size_t lines_ = 0;
  Footprint footprint_;

  size_t committed_families_ = 0;
  size_t committed_slots_ = 1;
  std::vector<Change> changes_;
};

}  // namespace weir::series
