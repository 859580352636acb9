#include "book.h"

#include <algorithm>
#include <cmath>

#include "target.h"
#include "utf8.h"

namespace weir::fuzz {
namespace {

using series::Family;
using series::FamilyId;
using series::Slot;
using series::Type;

constexpr int64_t kLastMoment = 253'402'300'799'999;  // of the year 9999

bool HasBuckets(const Family& family) {
  return family.type == Type::kHistogram || family.type == Type::kGaugeHistogram;
}

bool IsCount(double value) { return value >= 0; }  // not NaN

// Cumulative: none falls, none is NaN.
bool AreBuckets(const std::vector<double>& values, size_t count) {
  double last = 0;
  for (size_t i = 0; i < count; ++i) {
    if (!(values[i] >= last)) return false;
    last = values[i];
  }
  return true;
}

bool AreAllowed(const Family& family, const std::vector<double>& values) {
  switch (family.type) {
    case Type::kCounter:
      return IsCount(values[0]);
    case Type::kInfo:
      return values[0] == 1;
    case Type::kStateSet:
      return std::ranges::all_of(values, [](double v) { return v == 0 || v == 1; });
    case Type::kSummary:
      return IsCount(values[values.size() - 2]);
    case Type::kHistogram:
    case Type::kGaugeHistogram:
      return AreBuckets(values, values.size() - 1);
    default:
      return true;
  }
}

bool MayHaveRemark(const Family& family, size_t offset) {
  if (family.type == Type::kCounter) return family.name.ends_with("_total");
  return HasBuckets(family) && offset <= family.bounds.size();
}

bool IsLabelName(const std::string& name) {
  if (name.empty() || name.starts_with("__") || (name[0] >= '0' && name[0] <= '9')) return false;
  return std::ranges::all_of(
      name, [](unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || c == '_'); });
}

size_t Characters(const std::string& text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }));
}

bool AreRemarkLabels(const std::vector<std::string>& names,
                     const std::vector<std::string>& values) {
  size_t characters = 0;
  for (const auto& name : names) {
    if (!IsLabelName(name) || std::ranges::count(names, name) != 1) return false;
    characters += Characters(name);
  }
  for (const auto& value : values) {
    if (!strict::IsWellFormed(value) || value.find('\0') != std::string::npos) return false;
    characters += Characters(value);
  }
  return characters <= 128;
}

}  // namespace

size_t SlotsOf(const Family& family) {
  if (HasBuckets(family) || family.type == Type::kSummary) return family.bounds.size() + 2;
  return family.type == Type::kStateSet ? family.states.size() : 1;
}

void Book::Begin() {
  now_ = before_;
  retired_.clear();
  pushed_.clear();
  remarks_.clear();
}

void Book::AddFamily(const Family& family, FamilyId id) {
  for (const auto& [other_id, other] : now_.families)
    WEIR_REQUIRE((other_id == id) == (other.name == family.name), "two families of one name");
  const auto [place, added] = now_.families.emplace(id, family);
  WEIR_REQUIRE(added || place->second == family, "another family of that number: " + family.name);
}

void Book::AddSeries(const Series& series, Slot first) {
  const auto family = now_.families.find(series.family);
  WEIR_REQUIRE(family != now_.families.end(), "a series of no family");
  if (const auto known = now_.series.find(first); known != now_.series.end()) {
    WEIR_REQUIRE(known->second == series, "the slot of another series");
    return;
  }
  for (const auto& [slot, other] : now_.series)
    WEIR_REQUIRE(!(other == series), "a series with two slots");
  WEIR_REQUIRE(first != 0, "slot 0");
  for (Slot slot = first; slot < first + SlotsOf(family->second); ++slot) {
    WEIR_REQUIRE(!FirstOf(slot), "a slot that is in use");
    WEIR_REQUIRE(!retired_.contains(slot), "a slot that was just dropped");
  }
  now_.series.emplace(first, series);
}

void Book::DropSeries(Slot first) {
  const auto known = now_.series.find(first);
  if (known == now_.series.end()) return;
  const size_t slots = SlotsOf(now_.families.at(known->second.family));
  for (Slot slot = first; slot < first + slots; ++slot) retired_.insert(slot);
  now_.series.erase(known);
}

std::optional<Slot> Book::FirstOf(Slot slot) const {
  auto after = now_.series.upper_bound(slot);
  if (after == now_.series.begin()) return std::nullopt;
  const auto& [first, series] = *--after;
  const bool within = slot - first < SlotsOf(now_.families.at(series.family));
  return within ? std::optional(first) : std::nullopt;
}

void Book::Push(Slot slot, double value, std::optional<int64_t> timestamp_ms) {
  if (!FirstOf(slot)) return;
  pushed_[slot] = {value, honors_timestamps_ ? timestamp_ms.value_or(0) : 0};
}

void Book::AddRemark(Slot slot, const std::vector<std::string>& names,
                     const std::vector<std::string>& values, const Remark& remark) {
  const auto first = FirstOf(slot);
  const bool in_time = remark.timestamp_ms >= 0 && remark.timestamp_ms <= kLastMoment;
  if (!first || !in_time || !AreRemarkLabels(names, values)) return;
  const Family& family = now_.families.at(now_.series.at(*first).family);
  if (!MayHaveRemark(family, slot - *first)) return;
  remarks_[slot] = remark;
  for (size_t i = 0; i < names.size(); ++i) remarks_[slot].labels[names[i]] = values[i];
}

std::optional<Book::Shown> Book::Judge(Slot first) const {
  const Family& family = now_.families.at(now_.series.at(first).family);
  Shown shown;
  int64_t earliest = 0;
  for (Slot slot = first; slot < first + SlotsOf(family); ++slot) {
    const auto pushed = pushed_.find(slot);
    if (pushed == pushed_.end()) return std::nullopt;
    shown.values.push_back(pushed->second.value);
    shown.timestamp_ms = std::max(shown.timestamp_ms, pushed->second.timestamp_ms);
    earliest = std::min(earliest, pushed->second.timestamp_ms);
    if (const auto remark = remarks_.find(slot); remark != remarks_.end())
      shown.remarks.emplace(slot - first, remark->second);
  }
  const bool in_time = earliest >= 0 && shown.timestamp_ms <= kLastMoment;
  return in_time && AreAllowed(family, shown.values) ? std::optional(shown) : std::nullopt;
}

void Book::Commit() {
  page_ = now_;
  for (const auto& [first, series] : now_.series) {
    const auto shown = Judge(first);
    if (!shown) continue;
    // The count of a histogram stands twice: as such, and as its last bucket.
    const bool twice = HasBuckets(now_.families.at(series.family));
    page_.lines += shown->values.size() + (twice ? 1 : 0);
    page_.shown.emplace(first, *shown);
  }
  before_ = now_;
}

void Book::CommitDefinitions() { before_ = now_; }

void Book::Rollback() { now_ = before_; }

}  // namespace weir::fuzz
