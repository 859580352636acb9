#include "series/catalog.h"

#include <algorithm>

#include "series/names.h"

namespace weir::series {
namespace {

constexpr Escaping kSchemes[] = {Escaping::kUnderscores, Escaping::kDots, Escaping::kValues};

// A name as one scheme writes it, told apart from the other schemes' forms.
std::string Claim(const std::string& name, Escaping scheme) {
  return static_cast<char>('0' + static_cast<int>(scheme)) + EscapeName(name, scheme);
}

SlotKind FirstKind(const Family& family) {
  switch (family.type) {
    case Type::kCounter:
      return SlotKind::kCounter;
    case Type::kInfo:
      return SlotKind::kOne;
    case Type::kGauge:
    case Type::kUntyped:
      return SlotKind::kAny;
    default:
      return SlotKind::kFirst;
  }
}

Refusal Invalid(std::string message) {
  return {WEIR_E_INVALID, Refused::kInvalid, std::move(message)};
}

std::optional<Refusal> CheckValues(const Family& family, std::span<const std::string_view> values,
                                   const Limits& limits) {
  for (const auto& value : values) {
    auto bad = CheckLabelValue(value, limits);
    if (!bad) continue;
    bad->message.insert(0, "family \"" + family.name + "\": ");
    return bad;
  }
  return {};
}

template <class T>
void ShrinkTo(size_t size, std::vector<T>& list) {
  list.resize(size);
  if (list.capacity() / 2 > size + 512) list.shrink_to_fit();
}

}  // namespace

Catalog::Catalog(const Limits& limits, Author author)
    : limits_(limits), author_(author), footprint_(limits) {}

tl::expected<Catalog::AddedFamily, Refusal> Catalog::AddFamily(Family family) {
  if (const auto known = by_name_.find(family.name); known != by_name_.end()) {
    if (*families_[known->second - 1] == family) return AddedFamily{known->second, false};
    return tl::unexpected(
        Refusal{WEIR_E_INVALID, Refused::kConflict,
                "family \"" + family.name + "\" was added before and differently"});
  }
  if (auto bad = CheckFamily(family, limits_, author_)) return tl::unexpected(*bad);
  if (auto bad = Clash(family)) return tl::unexpected(*bad);
  if (auto bad = footprint_.Check(family)) return tl::unexpected(*bad);
  const auto id = static_cast<FamilyId>(families_.size() + 1);
  ClaimNames(family, id);
  footprint_.Add(family);
  families_.push_back(std::make_shared<const Family>(std::move(family)));
  return AddedFamily{id, true};
}

std::optional<Refusal> Catalog::Clash(const Family& family) const {
  for (const auto& name : SampleNames(family)) {
    for (const Escaping scheme : kSchemes) {
      const auto other = claimed_.find(Claim(name, scheme));
      if (other == claimed_.end()) continue;
      return Refusal{WEIR_E_INVALID, Refused::kConflict,
                     "family \"" + family.name + "\": \"" + name + "\" clashes with family \"" +
                         families_[other->second - 1]->name + "\""};
    }
  }
  return {};
}

void Catalog::ClaimNames(const Family& family, FamilyId id) {
  by_name_.emplace(family.name, id);
  for (const auto& name : SampleNames(family)) {
    for (const Escaping scheme : kSchemes) claimed_.emplace(Claim(name, scheme), id);
  }
}

void Catalog::ReleaseNames(const Family& family) {
  by_name_.erase(family.name);
  for (const auto& name : SampleNames(family)) {
    for (const Escaping scheme : kSchemes) claimed_.erase(Claim(name, scheme));
  }
}

tl::expected<Catalog::AddedSeries, Refusal> Catalog::AddSeries(
    FamilyId id, std::span<const std::string_view> values) {
  const auto family = FindFamily(id);
  if (!family) return tl::unexpected(Invalid("unknown family " + std::to_string(id)));
  if (values.size() != family->label_names.size()) {
    return tl::unexpected(Invalid("family \"" + family->name + "\" has " +
                                  std::to_string(family->label_names.size()) + " labels, got " +
                                  std::to_string(values.size()) + " values"));
  }
  // No known series has a value over the limit, and to hash one could mean to read gigabytes.
  const bool hashable = std::ranges::all_of(
      values, [this](const auto& value) { return value.size() <= limits_.value_bytes; });
  const SeriesHash hash = hashable ? hasher_(id, values) : SeriesHash{};
  if (const Slot known = hashable ? identity_.Find(hash, hashes_) : 0)
    return AddedSeries{known, false};
  if (auto bad = CheckValues(*family, values, limits_)) return tl::unexpected(*bad);
  if (lines_ + LineCount(*family) > limits_.series) {
    return tl::unexpected(Refusal{WEIR_E_LIMIT, Refused::kLimit,
                                  "family \"" + family->name + "\": over the limit of " +
                                      std::to_string(limits_.series) + " series"});
  }
  const size_t slots = SlotCount(*family);
  if (auto bad = footprint_.Check(values, HasFree(slots) ? 0 : slots)) return tl::unexpected(*bad);
  const Slot first = TakeSlots(*family, id);
  Remember(first, hash, TextBytes(values));
  lines_ += LineCount(*family);
  changes_.push_back({first, true});
  return AddedSeries{first, true};
}

bool Catalog::HasFree(size_t slots) const {
  const auto free = free_.find(slots);
  return free != free_.end() && !free->second.empty();
}

Slot Catalog::TakeSlots(const Family& family, FamilyId id) {
  const size_t count = SlotCount(family);
  Slot first = 0;
  if (HasFree(count)) {
    auto& free = free_[count];
    first = free.back();
    free.pop_back();
  } else {
    first = static_cast<Slot>(kinds_.size());
    kinds_.resize(kinds_.size() + count);
    slot_family_.resize(kinds_.size());
    hashes_.resize(kinds_.size());
    text_bytes_.resize(kinds_.size());
    footprint_.AddSlots(count);
  }
  Mark(first, family, id);
  return first;
}

void Catalog::Mark(Slot first, const Family& family, FamilyId id) {
  kinds_[first] = FirstKind(family);
  slot_family_[first] = id;
  for (size_t i = 1; i < SlotCount(family); ++i) {
    kinds_[first + i] = SlotKind::kFollowing;
    slot_family_[first + i] = id;
  }
}

void Catalog::Remember(Slot first, const SeriesHash& hash, size_t text_bytes) {
  text_bytes_[first] = static_cast<uint32_t>(text_bytes);
  footprint_.AddText(text_bytes);
  hashes_[first] = hash;
  identity_.Insert(first, hashes_);
}

bool Catalog::DropSeries(Slot first) {
  if (!TypeOfSeries(first)) return false;
  const Family& family = *families_[slot_family_[first] - 1];
  identity_.Erase(first, hashes_);
  std::fill_n(kinds_.begin() + first, SlotCount(family), SlotKind::kFree);
  lines_ -= LineCount(family);
  changes_.push_back({first, false});
  return true;
}

void Catalog::FreeSlots(Slot first) {
  free_[SlotCount(*families_[slot_family_[first] - 1])].push_back(first);
}

void Catalog::Commit() {
  for (const Change& change : changes_) {
    if (change.added) continue;
    footprint_.RemoveText(text_bytes_[change.first]);
    FreeSlots(change.first);
  }
  changes_.clear();
  changes_.shrink_to_fit();
  committed_families_ = families_.size();
  committed_slots_ = kinds_.size();
}

void Catalog::Rollback() {
  for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
    const FamilyId id = slot_family_[change->first];
    const Family& family = *families_[id - 1];
    if (change->added) {
      footprint_.RemoveText(text_bytes_[change->first]);
      identity_.Erase(change->first, hashes_);
      std::fill_n(kinds_.begin() + change->first, SlotCount(family), SlotKind::kFree);
      lines_ -= LineCount(family);
      FreeSlots(change->first);
    } else {
      Mark(change->first, family, id);
      identity_.Insert(change->first, hashes_);
      lines_ += LineCount(family);
    }
  }
  changes_.clear();
  while (families_.size() > committed_families_) {
    ReleaseNames(*families_.back());
    footprint_.Remove(*families_.back());
    families_.pop_back();
  }
  if (kinds_.size() > committed_slots_) ForgetNewSlots();
}

// A collection that failed with ever so many series holds none of their memory.
void Catalog::ForgetNewSlots() {
  footprint_.RemoveSlots(kinds_.size() - committed_slots_);
  for (auto& [count, free] : free_) {
    std::erase_if(free, [this](Slot first) { return first >= committed_slots_; });
    ShrinkTo(free.size(), free);
  }
  ShrinkTo(committed_slots_, kinds_);
  ShrinkTo(committed_slots_, slot_family_);
  ShrinkTo(committed_slots_, hashes_);
  ShrinkTo(committed_slots_, text_bytes_);
  ShrinkTo(0, changes_);
  identity_.Shrink(hashes_);
}

// Nothing if no series begins there.
std::optional<Type> Catalog::TypeOfSeries(Slot first) const {
  if (first >= kinds_.size()) return {};
  if (kinds_[first] == SlotKind::kFree || kinds_[first] == SlotKind::kFollowing) return {};
  return families_[slot_family_[first] - 1]->type;
}

bool Catalog::BeginsHistogram(Slot slot) const {
  const auto type = TypeOfSeries(slot);
  return type == Type::kHistogram || type == Type::kGaugeHistogram;
}

bool Catalog::BeginsCounting(Slot slot) const {
  const auto type = TypeOfSeries(slot);
  return type == Type::kCounter || type == Type::kHistogram || type == Type::kSummary;
}

std::shared_ptr<const Family> Catalog::FindFamily(FamilyId id) const {
  return id == 0 || id > families_.size() ? nullptr : families_[id - 1];
}

}  // namespace weir::series
