#include "worker/child/sent_recording.h"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "worker/wire/definitions.h"
#include "worker/wire/values.h"

namespace weir::child {
namespace {

using series::Dropped;
using series::Slot;

// Far beyond what an exemplar may have (128 code points): to be refused without crossing.
constexpr size_t kMostExemplarText = 4096;

size_t Bytes(std::span<const std::string_view> texts) {
  size_t bytes = 0;
  for (const auto& text : texts) bytes += text.size();
  return bytes;
}

}  // namespace

SentRecording::SentRecording(const Options& options, Outbox& outbox)
    : options_(options),
      outbox_(outbox),
      catalog_(options.limits, series::Author::kPlugin),
      natives_(options.limits.series) {}

void SentRecording::Begin() {
  pushed_before_.swap(pushed_);
  pushed_.assign(values_.size(), 0);
  differs_ = false;
  has_exemplars_ = false;
  timestamps_.clear();
  natives_.Clear();
  created_.Clear();
  dropped_ = {};
  refused_ = {};
}

// What is known here and will not be known to the host leaves no way on.
template <class Put>
void SentRecording::Send(Put&& put) {
  differs_ = true;
  if (outbox_.Add(put)) return;
  fputs("a frame is larger than its type allows\n", stderr);
  _exit(EXIT_FAILURE);
}

tl::unexpected<series::Refusal> SentRecording::Refuse(series::Refusal refusal) {
  ++refused_[static_cast<size_t>(refusal.reason)];
  last_refusal_ = refusal.message;
  return tl::unexpected(std::move(refusal));
}

tl::expected<series::FamilyId, series::Refusal> SentRecording::AddFamily(series::Family family) {
  const auto added = catalog_.AddFamily(std::move(family));
  if (!added) return Refuse(added.error());
  if (added->is_new) {
    const auto stored = catalog_.FindFamily(added->id);
    Send([&](wire::Encoder& out) { return wire::AddFamily(out, added->id, *stored); });
  }
  return added->id;
}

tl::expected<Slot, series::Refusal> SentRecording::AddSeries(
    series::FamilyId family, std::span<const std::string_view> values) {
  const auto added = catalog_.AddSeries(family, values);
  if (!added) return Refuse(added.error());
  if (added->is_new) {
    Send([&](wire::Encoder& out) { return wire::AddSeries(out, added->first, family, values); });
    values_.resize(catalog_.kinds().size());
    pushed_.resize(catalog_.kinds().size());
    if (!timestamps_.empty()) timestamps_.resize(catalog_.kinds().size());
  }
  return added->first;
}

void SentRecording::DropSeries(Slot first) {
  if (!catalog_.DropSeries(first)) return;
  Send([&](wire::Encoder& out) { return wire::AddDrop(out, first); });
}

void SentRecording::Push(const Slot* slots, const double* values, const int64_t* timestamps_ms,
                         size_t count) {
  uint64_t unknown = 0;
  uint64_t differing = 0;
  for (size_t i = 0; i < count; ++i) {
    const Slot slot = slots[i];
    if (!Known(slot)) {
      ++unknown;
      continue;
    }
    differing |= std::bit_cast<uint64_t>(values_[slot]) ^ std::bit_cast<uint64_t>(values[i]);
    values_[slot] = values[i];
    pushed_[slot] = 1;
  }
  differs_ = differs_ || differing != 0;
  dropped_[static_cast<size_t>(Dropped::kUnknownSlot)] += unknown;
  PushTimestamps(slots, timestamps_ms, count);
}

// The later push counts here too: without timestamps it takes back those of an earlier one.
void SentRecording::PushTimestamps(const Slot* slots, const int64_t* timestamps_ms, size_t count) {
  if (!options_.honor_timestamps || (timestamps_ms == nullptr && timestamps_.empty())) return;
  timestamps_.resize(values_.size());
  for (size_t i = 0; i < count; ++i) {
    if (Known(slots[i])) timestamps_[slots[i]] = timestamps_ms == nullptr ? 0 : timestamps_ms[i];
  }
}

// Which ones the rules allow is judged by the host.
void SentRecording::AddExemplar(Slot slot, double value, int64_t timestamp_ms,
                                std::span<const std::string_view> names,
                                std::span<const std::string_view> values) {
  const wire::Exemplar exemplar = {
      slot, value, timestamp_ms, {names.begin(), names.end()}, {values.begin(), values.end()}};
  const bool sent =
      Bytes(names) + Bytes(values) <= kMostExemplarText &&
      outbox_.Add([&](wire::Encoder& out) { return wire::AddExemplar(out, exemplar); });
  has_exemplars_ = has_exemplars_ || sent;
  if (!sent) ++dropped_[static_cast<size_t>(Dropped::kBadExemplar)];
}

// The rules are those of the host: it will find nothing to object to.
series::NativeAnswer SentRecording::AddNative(Slot first,
                                              std::optional<series::NativeHistogram> native) {
  const auto answer = natives_.Attach(catalog_, first, std::move(native));
  if (answer == series::NativeAnswer::kNoHistogram)
    ++dropped_[static_cast<size_t>(Dropped::kUnknownSlot)];
  return answer;
}

void SentRecording::PushCreated(const Slot* firsts, const int64_t* created_ms, size_t count) {
  if (!options_.created_timestamps) return;
  for (size_t i = 0; i < count; ++i)
    series::Count(created_.Put(catalog_, firsts[i], created_ms[i]), dropped_);
}

void SentRecording::SendValues() {
  const auto created = created_.Take(catalog_);
  const auto natives = natives_.Take(catalog_);
  const bool plain = timestamps_.empty() && created.empty() && natives.empty() && !has_exemplars_;
  if (plain && HostHas()) {
    Send([](wire::Encoder& out) {
      wire::AddSameValues(out);
      return true;
    });
    return;
  }
  SendRuns();
  SendCreated(created);
  for (const auto& native : natives)
    Send([&](wire::Encoder& out) { return wire::AddNative(out, native); });
  host_is_plain_ = plain;
}

bool SentRecording::HostHas() const {
  return host_is_plain_ && !differs_ && pushed_ == pushed_before_;
}

// What was pushed is not what the host has.
void SentRecording::Rollback() {
  host_is_plain_ = false;
  catalog_.Rollback();
}

void SentRecording::SendCreated(const std::vector<int64_t>& by_slot) {
  std::vector<wire::Created> created;
  for (Slot slot = 0; slot < by_slot.size(); ++slot) {
    if (by_slot[slot] != 0) created.push_back({slot, by_slot[slot]});
  }
  outbox_.Add([&](wire::Encoder& out) {
    wire::AddCreated(out, created);
    return true;
  });
}

void SentRecording::SendRuns() {
  outbox_.Add([this](wire::Encoder& encoder) {
    wire::RunWriter out(encoder);
    const auto shown = [this](size_t slot) {
      return pushed_[slot] != 0 && Known(static_cast<Slot>(slot));
    };
    for (size_t slot = 1; slot < pushed_.size(); ++slot) {
      const size_t first = slot;
      while (slot < pushed_.size() && shown(slot)) ++slot;
      if (slot == first) continue;
      const std::span values(values_.data() + first, slot - first);
      if (timestamps_.empty()) {
        out.Add({static_cast<Slot>(first), values, {}});
      } else {
        out.Add({static_cast<Slot>(first), values,
                 std::span(timestamps_.data() + first, slot - first)});
      }
    }
    return true;
  });
}

}  // namespace weir::child
