#include "series/samples.h"

#include <algorithm>
#include <cmath>

namespace weir::series {
namespace {

// 1970 to 9999.  Prometheus' text parser gives up a whole page for a minus before a timestamp.
bool IsTimestamp(int64_t ms) { return ms >= 0 && ms <= 253'402'300'799'999; }

// One series of several slots: what is wrong with it, if anything.
class SeriesJudge {
 public:
  SeriesJudge(const Family& family, Samples& samples, Slot first)
      : family_(family),
        values_(&samples.values[first]),
        shown_(&samples.shown[first]),
        timestamps_(samples.timestamps.empty() ? nullptr : &samples.timestamps[first]),
        slots_(SlotCount(family)) {}

  size_t Pushed() const {
    return static_cast<size_t>(std::count(shown_, shown_ + slots_, uint8_t{1}));
  }
  size_t slots() const { return slots_; }
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
        return values_[0] >= 0 && std::is_sorted(values_, values_ + slots_ - 1) && NoNaN();
    }
  }

 private:
  bool NoNaN() const {
    return std::none_of(values_, values_ + slots_ - 1, [](double v) { return std::isnan(v); });
  }

  const Family& family_;
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

void JudgeSeries(const Family& family, Slot first, Samples& samples, DropCounts& dropped) {
  SeriesJudge judge(family, samples, first);
  const size_t pushed = judge.Pushed();
  const bool complete = pushed == judge.slots();
  const bool valid = complete && judge.Valid();
  if (valid && judge.AlignTimestamps()) {
    samples.lines += LineCount(family);
    return;
  }
  dropped[static_cast<size_t>(FaultOf(family, complete, valid))] += pushed;
  judge.Take();
}

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

}  // namespace

std::string_view Name(Dropped reason) {
  static constexpr std::string_view kNames[kDroppedReasons] = {
      "unknown_slot", "bad_value", "bad_histogram", "incomplete", "bad_timestamp", "bad_exemplar"};
  return kNames[static_cast<size_t>(reason)];
}

void Judge(const Catalog& catalog, Samples& samples, DropCounts& dropped) {
  const auto& kinds = catalog.kinds();
  samples.lines = 0;
  for (Slot slot = 1; slot < kinds.size(); ++slot) {
    const SlotKind kind = kinds[slot];
    if (kind == SlotKind::kFirst) {
      JudgeSeries(*catalog.FindFamily(catalog.FamilyOf(slot)), slot, samples, dropped);
    } else if (samples.shown[slot] != 0 && kind != SlotKind::kFollowing) {
      JudgeScalar(kind, slot, samples, dropped);
    }
  }
}

}  // namespace weir::series
