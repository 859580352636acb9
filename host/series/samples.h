// The values of one finished collection, by slot.  Written by one collection, then shared and never
// changed.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "series/catalog.h"
#include "series/created_ledger.h"
#include "series/family.h"
#include "series/native_ledger.h"

namespace weir::series {

// Why a sample that was pushed is not on the page.
enum class Dropped {
  kUnknownSlot,
  kBadValue,
  kBadHistogram,
  kIncomplete,
  kBadTimestamp,
  kBadExemplar
};
inline constexpr size_t kDroppedReasons = 6;
std::string_view Name(Dropped reason);

using DropCounts = std::array<uint64_t, kDroppedReasons>;

// Counts what was not kept.
void Count(CreatedAnswer answer, DropCounts& dropped);

struct Exemplar {
  Slot slot;
  std::string labels;  // as text, without braces
  double value;
  int64_t timestamp_ms;  // 0: none
};

// A number that only one content of samples has; a copy may be changed, and has another.
class ContentNumber {
 public:
  ContentNumber() : number_(Next()) {}
  ContentNumber(const ContentNumber&) : ContentNumber() {}
  ContentNumber& operator=(const ContentNumber&) {
    number_ = Next();
    return *this;
  }
  uint64_t value() const { return number_; }

 private:
  static uint64_t Next();
  uint64_t number_;
};

struct Samples {
  ContentNumber content;
  std::vector<double> values;           // [slot]
  std::vector<uint8_t> shown;           // [slot]: 1 if it was pushed and is on the page
  std::vector<int64_t> timestamps;      // [slot] in ms, 0 for none; empty if there are none at all;
                                        // once judged, those of one series are the same
  std::vector<Exemplar> exemplars;      // sorted by slot, one each
  std::vector<AttachedNative> natives;  // the same
  // [slot] in ms, at the first of each series, 0 for none; empty if there are none at all
  std::vector<int64_t> created;
  size_t lines = 0;  // of the page

  bool Shows(Slot slot) const { return slot < shown.size() && shown[slot] != 0; }
  // Nothing but values.
  bool IsPlain() const {
    return timestamps.empty() && exemplars.empty() && natives.empty() && created.empty();
  }
};

// Takes from `samples` what its type forbids and series of which a part is missing, and counts what
// it took and what is left.
void Judge(const Catalog& catalog, Samples& samples, DropCounts& dropped);

}  // namespace weir::series
