// Families: one whose series are known beforehand, and one whose label sets change.
#pragma once

#include <weir/definitions.h>
#include <weir/error.h>
#include <weir/labels.h>
#include <weir/sink.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace weir {
inline namespace v1 {

// A family and its series.  A small value; valid as long as the collector.  Used in Describe and
// Collect only, in their thread.  What is added in a Collect that fails is void, and what it
// dropped is back: who finds series while collecting is better served by a ChangingFamily.
class Family {
 public:
  Family() = default;
  Family(detail::Definitions* definitions, weir_family_id id, size_t width)
      : definitions_(definitions), id_(id), width_(width) {}

  // Adds a series and gives its first slot; one added again gives the slot it has.  The values
  // follow the family's label names; an empty one is the same as no label.  Gives 0 if the series
  // is over one of the host's limits.  Throws if the number of values is wrong or one is not UTF-8.
  Slot Add(Labels values = {}) {
    if (definitions_ == nullptr) throw Error(WEIR_E_INTERNAL, "a family was never added");
    return definitions_->AddSeries(id_, values, width_);
  }

  // Forgets a series by its first slot; what is unknown is ignored.
  void Drop(Slot first) {
    if (definitions_ != nullptr) definitions_->DropSeries(first);
  }

  weir_family_id id() const { return id_; }

 private:
  detail::Definitions* definitions_ = nullptr;
  weir_family_id id_ = 0;
  size_t width_ = 1;
};

namespace detail {

// The series of a family whose label sets change.  Its invariant: between two collections it knows
// exactly the series that the host knows.
class SeriesTable {
 public:
  SeriesTable(Definitions* definitions, FamilyDefinition definition)
      : definitions_(definitions), definition_(std::move(definition)) {}

  const FamilyDefinition& definition() const { return definition_; }

  // Adds the family unless the host knows it.
  void AddFamily() {
    if (id_ != 0) return;
    id_ = definitions_->AddFamily(definition_);
    added_ = definitions_->generation();
  }

  // Finds or adds a series and keeps it in this collection.
  Slot Find(Labels values);

  // The collection succeeded: drops the series that it did not set.
  void Forget();

  // The collection failed: the host has forgotten what was added in it.
  void RollBack();

 private:
  struct Series {
    Slot first;
    uint64_t added;  // the generation
    uint64_t set;    // the generation
  };

  void WriteKey(Labels values);

  Definitions* definitions_;
  FamilyDefinition definition_;
  weir_family_id id_ = 0;
  uint64_t added_ = 0;  // the generation in which the host was told of the family
  std::unordered_map<std::string, Series> series_;
  std::string key_;  // reused
};

inline void SeriesTable::WriteKey(Labels values) {
  key_.clear();
  for (size_t i = 0; i < values.size(); ++i) {
    std::string_view value = values[i];
    size_t length = value.size();
    key_.append(reinterpret_cast<const char*>(&length), sizeof length).append(value);
  }
}

inline Slot SeriesTable::Find(Labels values) {
  WriteKey(values);
  uint64_t now = definitions_->generation();
  auto found = series_.find(key_);
  if (found == series_.end()) {
    AddFamily();
    Slot first = definitions_->AddSeries(id_, values, definition_.width());
    if (first == 0) return 0;
    found = series_.emplace(key_, Series{first, now, now}).first;
  }
  found->second.set = now;
  return found->second.first;
}

inline void SeriesTable::Forget() {
  for (auto it = series_.begin(); it != series_.end();) {
    if (it->second.set == definitions_->generation()) {
      ++it;
    } else {
      definitions_->DropSeries(it->second.first);
      it = series_.erase(it);
    }
  }
}

inline void SeriesTable::RollBack() {
  uint64_t failed = definitions_->generation();
  for (auto it = series_.begin(); it != series_.end();) {
    it = it->second.added == failed ? series_.erase(it) : std::next(it);
  }
  if (added_ == failed) id_ = 0;
}

}  // namespace detail

// A family whose label sets come and go, such as network devices: it finds or adds each series by
// its label values, and forgets those that were not set in a collection.  A small value; valid as
// long as the collector.  Used in Collect only, in its thread.  A failed collection leaves it as it
// was before.  A series over one of the host's limits is left out; the host shows how many.
class ChangingFamily {
 public:
  ChangingFamily() = default;
  explicit ChangingFamily(detail::SeriesTable* table) : table_(table) {}

  // Sets the value of a counter's, gauge's or untyped family's series.  Throws as Family::Add.
  void Set(Sink& sink, Labels values, double value) { sink.Push(Find(values), value); }
  void Set(Sink& sink, Labels values, double value, int64_t timestamp_ms) {
    sink.Push(Find(values), value, timestamp_ms);
  }

  // Sets an info's series: the labels are what it says.
  void Set(Sink& sink, Labels values) { sink.Push(Find(values), 1); }

  // Finds or adds a series and keeps it in this collection: the first slot, for the types that
  // Sink pushes as a whole, such as histograms.  Throws as Family::Add.
  Slot Find(Labels values) {
    if (table_ == nullptr) throw Error(WEIR_E_INTERNAL, "a family was never added");
    return table_->Find(values);
  }

 private:
  detail::SeriesTable* table_ = nullptr;
};

}  // namespace v1
}  // namespace weir
