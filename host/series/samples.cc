#include "series/samples.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

namespace weir::series {
namespace {

constexpr Slot kEight = 8;

// One series of several slots: what is wrong with it, if anything.
class SeriesJudge {
 public:
  // native: what is attached to the series, or nullptr.
  SeriesJudge(const Family& family, Samples& samples, Slot first, const AttachedNative* native)
      : family_(family),
        native_(native),
        values_(&samples.values[first]),
        shown_(&samples.shown[first]),
        timestamps_(samples.timestamps.empty() ? nullptr : &samples.timestamps[first]),
        slots_(SlotCount(family)) {}

  // Slots, and a native histogram as one more.
  size_t Pushed() const { return PushedSlots() + (native_ == nullptr ? 0 : 1); }
  bool Complete() const { return PushedSlots() == slots_; }
  void Take() { std::fill_n(shown_, slots_, uint8_t{0}); }

  // The samples of a series stand together on the page and must be of one time: the latest.
  bool AlignTimestamps() {
    if (timestamps_ == nullptr) return true;
    const bool possible = std::all_of(timestamps_, timestamps_ + slots_, IsTimestamp);
    std::fill_n(timestamps_, slots_, *std::max_element(timestamps_, timestamps_ + slots_));
    return possible;
  }

  bool Valid() const {
    switch (family_.type) {
      case Type::kStateSet:
        return std::all_of(values_, values_ + slots_, [](double v) { return v == 0 || v == 1; });
      case Type::kSummary:
        return values_[slots_ - 2] >= 0;
      default:
        return values_[0] >= 0 && std::is_sorted(values_, values_ + slots_ - 1) && NoNaN() &&
               NativeIsValid();
    }
  }

 private:
  size_t PushedSlots() const {
    return static_cast<size_t>(std::count(shown_, shown_ + slots_, uint8_t{1}));
  }
  bool NativeIsValid() const {
    if (native_ == nullptr) return true;
    return native_->histogram &&
           Agrees(*native_->histogram, values_[slots_ - 2], values_[slots_ - 1]);
  }
  bool NoNaN() const {
    return std::none_of(values_, values_ + slots_ - 1, [](double v) { return std::isnan(v); });
  }

  const Family& family_;
  const AttachedNative* const native_;
  const double* values_;
  uint8_t* shown_;
  int64_t* timestamps_;  // nullptr: none at all
  size_t slots_;
};

Dropped FaultOf(const Family& family, bool complete, bool valid) {
  if (!complete) return Dropped::kIncomplete;
  if (valid) return Dropped::kBadTimestamp;
  const bool histogram = family.type == Type::kHistogram || family.type == Type::kGaugeHistogram;
  return histogram ? Dropped::kBadHistogram : Dropped::kBadValue;
}

void JudgeSeries(const Family& family, Slot first, Samples& samples, const AttachedNative* native,
                 DropCounts& dropped) {
  SeriesJudge judge(family, samples, first, native);
  const bool complete = judge.Complete();
  const bool valid = complete && judge.Valid();
  if (valid && judge.AlignTimestamps()) {
    samples.lines += LineCount(family);
    return;
  }
  dropped[static_cast<size_t>(FaultOf(family, complete, valid))] += judge.Pushed();
  judge.Take();
}

// Walks what is attached along with the slots.
class NativeCursor {
 public:
  explicit NativeCursor(const std::vector<AttachedNative>& natives)
      : next_(natives.data()), end_(next_ + natives.size()) {}

  // REQUIRES: slots that rise, no series with one left out.
  const AttachedNative* At(Slot first) {
    return next_ != end_ && next_->first == first ? next_++ : nullptr;
  }

 private:
  const AttachedNative* next_;
  const AttachedNative* const end_;
};

bool Allows(SlotKind kind, double value) {
  if (kind == SlotKind::kCounter) return value >= 0;
  return kind == SlotKind::kAny || (kind == SlotKind::kOne && value == 1);
}

// One that was pushed.
void JudgeScalar(SlotKind kind, Slot slot, Samples& samples, DropCounts& dropped) {
  const bool allowed = Allows(kind, samples.values[slot]);
  const bool in_time = samples.timestamps.empty() || IsTimestamp(samples.timestamps[slot]);
  if (allowed && in_time) {
    ++samples.lines;
    return;
  }
  samples.shown[slot] = 0;
  // What was pushed and then dropped in the same collection is nobody's loss.
  if (kind != SlotKind::kFree)
    ++dropped[static_cast<size_t>(allowed ? Dropped::kBadTimestamp : Dropped::kBadValue)];
}

void JudgeSlot(const Catalog& catalog, Slot slot, Samples& samples, NativeCursor& natives,
               DropCounts& dropped) {
  const SlotKind kind = catalog.kinds()[slot];
  if (kind == SlotKind::kFirst) {
    JudgeSeries(*catalog.FindFamily(catalog.FamilyOf(slot)), slot, samples, natives.At(slot),
                dropped);
  } else if (samples.shown[slot] != 0 && kind != SlotKind::kFollowing) {
    JudgeScalar(kind, slot, samples, dropped);
  }
}

// Eight slots at once where each of them is a series.
class EightScalars {
 public:
  EightScalars(const SlotKind* kinds, const double* values, const uint8_t* shown)
      : values_(values) {
    static_assert(sizeof(SlotKind) == 1);
    memcpy(&kinds_, kinds, sizeof kinds_);
    memcpy(&shown_, shown, sizeof shown_);
  }

  // Whether every value is allowed, shown or not.
  bool Right() const {
    return kinds_ == AllOf(SlotKind::kAny) || (kinds_ == AllOf(SlotKind::kCounter) && Counters());
  }
  size_t shown() const { return shown_ * kOnes >> 56; }  // the sum of the bytes

 private:
  static constexpr uint64_t kOnes = 0x0101010101010101;

  static constexpr uint64_t AllOf(SlotKind kind) { return static_cast<uint64_t>(kind) * kOnes; }
  bool Counters() const {
    bool right = true;
    for (size_t i = 0; i < kEight; ++i) right &= values_[i] >= 0;
    return right;
  }

  const double* values_;
  uint64_t kinds_;
  uint64_t shown_;  // a one in each byte of a slot that is
};

// Judges from that slot on while there is nothing to be taken; returns the next slot.
// REQUIRES: there are no timestamps.
Slot CountScalars(const std::vector<SlotKind>& kinds, Samples& samples, Slot slot) {
  size_t lines = 0;
  for (; slot + kEight <= kinds.size(); slot += kEight) {
    const EightScalars eight(&kinds[slot], &samples.values[slot], &samples.shown[slot]);
    if (!eight.Right()) break;
    lines += eight.shown();
  }
  samples.lines += lines;
  return slot;
}

}  // namespace

uint64_t ContentNumber::Next() {
  static std::atomic<uint64_t> last = 0;
  return ++last;
}

std::string_view Name(Dropped reason) {
  static constexpr std::string_view kNames[kDroppedReasons] = {
      "unknown_slot", "bad_value", "bad_histogram", "incomplete", "bad_timestamp", "bad_exemplar"};
  return kNames[static_cast<size_t>(reason)];
}

void Count(CreatedAnswer answer, DropCounts& dropped) {
  if (answer == CreatedAnswer::kKept) return;
  const bool bad_time = answer == CreatedAnswer::kBadTime;
  ++dropped[static_cast<size_t>(bad_time ? Dropped::kBadTimestamp : Dropped::kUnknownSlot)];
}

void Judge(const Catalog& catalog, Samples& samples, DropCounts& dropped) {
  const auto& kinds = catalog.kinds();
  samples.lines = 0;
  NativeCursor natives(samples.natives);
  for (Slot slot = 1; slot < kinds.size();) {
    if (samples.timestamps.empty()) slot = CountScalars(kinds, samples, slot);
    const size_t end = std::min<size_t>(slot + kEight, kinds.size());
    for (; slot < end; ++slot) JudgeSlot(catalog, slot, samples, natives, dropped);
  }
  std::erase_if(samples.natives,
                [&](const AttachedNative& each) { return !samples.Shows(each.first); });
}

}  // namespace weir::series
