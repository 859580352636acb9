// Where one collection puts its values.
#pragma once

#include <weir/definitions.h>
#include <weir/labels.h>
#include <weir/native_histogram.h>
#include <weir/plugin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir {
inline namespace v1 {

class Registry;

namespace detail {

// What was pushed and not yet handed over; kept by the instance from collection to collection.
struct Batch {
  static constexpr size_t kCapacity = 512;
  weir_slot slots[kCapacity];
  double values[kCapacity];
  int64_t timestamps_ms[kCapacity];
};

// How a collection that did not fail ended.
struct Remark {
  bool no_data = false;
  size_t failures = 0;
  std::string message;  // of the first failure
  int os_error = 0;
};

}  // namespace detail

// Valid during one Collect.  Pushes are gathered and handed over in large pieces, so that one
// costs about a nanosecond.  All but Cancelled() and deadline_ns() belong to Collect's thread.
// When Collect throws, nothing that was pushed, added or dropped takes effect.
class Sink {
 public:
  // For the boundary and for tests.  All is borrowed.
  Sink(const weir_sink* sink, Registry* registry, detail::Definitions* definitions,
       detail::Batch* batch)
      : sink_(sink), registry_(registry), definitions_(definitions), batch_(batch) {}
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // Sets a slot; a later value replaces an earlier one.  The time is the scrape's, unless given as
  // Unix time, which is nearly always wrong and which the host ignores unless the operator sets
  // honor_timestamps.  Slot 0 is ignored.
  void Push(Slot slot, double value) {
    if (timed_) return Push(slot, value, 0);
    if (slot != 0) Put(slot, value);
  }
  void Push(Slot slot, double value, int64_t timestamp_ms) {
    if (slot == 0) return;
    if (!timed_) std::fill_n(batch_->timestamps_ms, count_, 0);
    timed_ = true;
    batch_->timestamps_ms[count_] = timestamp_ms;
    Put(slot, value);
  }

  // A histogram or gauge histogram: cumulative[i] counts the observations <= bounds[i], count all
  // of them.  Throws if there are not as many as bounds.
  template <class Counts>
  void PushHistogram(Slot first, const Counts& cumulative, double count, double sum) {
    PushSeries(first, cumulative, {count, sum});
  }
  void PushHistogram(Slot first, std::initializer_list<double> cumulative, double count,
                     double sum) {
    PushSeries(first, cumulative, {count, sum});
  }

  // A histogram from what each bucket counts for itself; the last one is what lies above all
  // bounds, so there is one more than bounds.
  template <class Counts>
  void PushBuckets(Slot first, const Counts& counts, double sum) {
    std::vector<double> cumulative;
    cumulative.reserve(std::size(counts));
    double total = 0;
    for (auto count : counts) cumulative.push_back(total += static_cast<double>(count));
    PushSeries(first, cumulative, {sum});
  }

  // A histogram that chose its own buckets: a scraper that asks for native histograms stores these.
  // Others see cumulative[i], which counts the observations <= bounds[i]; without bounds, count and
  // sum.  Throws if there are not as many as bounds.
  template <class Counts>
  void PushNative(Slot first, const NativeHistogram& histogram, const Counts& cumulative) {
    PushSeries(first, cumulative, {static_cast<double>(histogram.count()), histogram.sum()});
    Attach(first, histogram);
  }
  void PushNative(Slot first, const NativeHistogram& histogram,
                  std::initializer_list<double> cumulative = {}) {
    PushSeries(first, cumulative, {static_cast<double>(histogram.count()), histogram.sum()});
    Attach(first, histogram);
  }

  // A summary: values[i] is the value at quantiles[i].  Throws if there are not as many.
  template <class Values>
  void PushSummary(Slot first, const Values& values, double count, double sum) {
    PushSeries(first, values, {count, sum});
  }
  void PushSummary(Slot first, std::initializer_list<double> values, double count, double sum) {
    PushSeries(first, values, {count, sum});
  }

  // A stateset of which one state holds; none if active >= count.  Throws unless count is the
  // number of its states.
  void PushState(Slot first, size_t active, size_t count) {
    if (first == 0) return;
    definitions_->RequireWidth(first, count);
    for (size_t i = 0; i < count; ++i) Push(At(first, i), i == active ? 1 : 0);
  }

  // A stateset of which any number hold: states[i] is true or false.
  template <class States>
  void PushStates(Slot first, const States& states) {
    PushSeries(first, states, {});
  }

  // An observation as an example for one slot: of a counter named *_total, or of a histogram's
  // bucket.  Its time is Unix time up to the year 9999, or 0 for none.  Everything is copied.  What
  // the rules forbid is dropped and counted by the host.
  void AddExemplar(Slot slot, double value, Labels label_names, Labels label_values,
                   int64_t timestamp_ms = 0);

  // Since when a counter, histogram or summary has been counting, as Unix time.  Shown if the
  // operator asks for it, where the format has it.
  void PushCreated(Slot first, int64_t created_ms) {
    const weir_ext_created* extension = definitions_->created();
    if (first != 0 && extension != nullptr) extension->push(sink_, &first, &created_ms, 1);
  }

  // Whether the result is of no use any more, and when that will be at the latest
  // (CLOCK_MONOTONIC).  Cheap: asked between slow steps.
  bool Cancelled() const { return sink_->cancelled(sink_); }
  uint64_t deadline_ns() const { return sink_->deadline_ns; }

  // Part of it failed: what was pushed is shown, and the failure is reported.  Of several, the
  // first message is reported, with the number of the others.
  void Partial(std::string message, int os_error = 0) {
    if (remark_.failures++ != 0) return;
    remark_.message = std::move(message);
    remark_.os_error = os_error;
  }

  // All is well and there is nothing to show; what was pushed is not shown.
  void NoData() { remark_.no_data = true; }

  // For families that only a collection finds.
  Registry& registry() { return *registry_; }

  // For the boundary: hands over what is left, and says how the collection ended.
  void Flush() {
    if (count_ == 0) return;
    sink_->push(sink_, batch_->slots, batch_->values, timed_ ? batch_->timestamps_ms : nullptr,
                count_);
    count_ = 0;
    timed_ = false;
  }
  const detail::Remark& remark() const { return remark_; }

 private:
  void Put(Slot slot, double value) {
    size_t at = count_;
    batch_->slots[at] = slot;
    batch_->values[at] = value;
    count_ = ++at;
    if (at == detail::Batch::kCapacity) Flush();
  }

  void Attach(Slot first, const NativeHistogram& histogram) {
    const weir_ext_native_histogram* extension = definitions_->native_histograms();
    if (first == 0 || extension == nullptr) return;
    histogram.Lend(
        [&](const weir_native_histogram& lent) { extension->attach(sink_, first, &lent); });
  }

  static Slot At(Slot first, size_t index) { return first + static_cast<Slot>(index); }

  template <class Values>
  void PushSeries(Slot first, const Values& values, std::initializer_list<double> totals) {
    if (first == 0) return;
    size_t count = totals.size();
    for (auto it = std::begin(values); it != std::end(values); ++it) ++count;
    definitions_->RequireWidth(first, count);
    size_t index = 0;
    for (auto value : values) Push(At(first, index++), static_cast<double>(value));
    for (double total : totals) Push(At(first, index++), total);
  }

  const weir_sink* sink_;
  Registry* registry_;
  detail::Definitions* definitions_;
  detail::Batch* batch_;
  size_t count_ = 0;
  bool timed_ = false;
  detail::Remark remark_;
};

inline void Sink::AddExemplar(Slot slot, double value, Labels label_names, Labels label_values,
                              int64_t timestamp_ms) {
  if (slot == 0) return;
  if (label_names.size() != label_values.size()) {
    throw Error(WEIR_E_INTERNAL, "an exemplar has not as many label values as names");
  }
  std::vector<weir_str> names, values;
  detail::Borrow(label_names, &names);
  detail::Borrow(label_values, &values);
  weir_exemplar exemplar = {};
  exemplar.size = sizeof exemplar;
  exemplar.slot = slot;
  exemplar.value = value;
  exemplar.timestamp_ms = timestamp_ms;
  exemplar.label_names = names.data();
  exemplar.label_values = values.data();
  exemplar.label_count = names.size();
  sink_->exemplar(sink_, &exemplar);
}

}  // namespace v1
}  // namespace weir
