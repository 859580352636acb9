#include "worker/child/sent_recording.h"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "worker/wire/definitions.h"

namespace weir::child {
namespace {

using series::Dropped;
using series::Slot;

// Far beyond what an exemplar may have (128 code points): to be refused without crossing.
constexpr size_t kMostExemplarText = 4096;

// So many stay in the cache on their way, and are worth waking up the host.
constexpr size_t kValuesAtOnce = 65536;

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
  const auto family = first < catalog_.kinds().size() ? catalog_.FamilyOf(first) : 0;
  if (!catalog_.DropSeries(first)) return;
  std::fill_n(pushed_.begin() + first, series::SlotCount(*catalog_.FindFamily(family)), uint8_t{0});
  Send([&](wire::Encoder& out) { return wire::AddDrop(out, first); });
}

void SentRecording::Push(const Slot* slots, const double* values, const int64_t* timestamps_ms,
                         size_t count) {
  const series::SlotKind* const kinds = catalog_.kinds().data();
  const size_t known = catalog_.kinds().size();
  double* const out = values_.data();
  uint8_t* const pushed = pushed_.data();
  uint64_t unknown = 0;
  uint64_t differing = 0;
  for (size_t i = 0; i < count; ++i) {
    const Slot slot = slots[i];
    if (slot >= known || kinds[slot] == series::SlotKind::kFree) {
      ++unknown;
      continue;
    }
    differing |= std::bit_cast<uint64_t>(out[slot]) ^ std::bit_cast<uint64_t>(values[i]);
    out[slot] = values[i];
    pushed[slot] = 1;
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
  std::vector<wire::Run> runs;
  size_t count = 0;
  for (size_t begin = FindPushed(1, 0); begin < pushed_.size();) {
    const size_t end = std::min(FindPushed(0, begin), begin + kValuesAtOnce);
    runs.push_back(RunOf(static_cast<Slot>(begin), end - begin));
    count += end - begin;
    if (count >= kValuesAtOnce) {
      SendRuns(runs);
      count = 0;
    }
    begin = FindPushed(1, end);
  }
  SendRuns(runs);
}

// The next slot from there on that was pushed, or was not; the end if there is none.
size_t SentRecording::FindPushed(uint8_t pushed, size_t from) const {
  if (from >= pushed_.size()) return pushed_.size();
  const void* const found = memchr(pushed_.data() + from, pushed, pushed_.size() - from);
  if (found == nullptr) return pushed_.size();
  return static_cast<size_t>(static_cast<const uint8_t*>(found) - pushed_.data());
}

wire::Run SentRecording::RunOf(Slot first, size_t count) const {
  wire::Run run = {first, std::span(values_).subspan(first, count), {}};
  if (!timestamps_.empty()) run.timestamps_ms = std::span(timestamps_).subspan(first, count);
  return run;
}

// None is left.
void SentRecording::SendRuns(std::vector<wire::Run>& runs) {
  outbox_.Add([&](wire::Encoder& encoder) {
    wire::RunWriter out(encoder);
    for (const wire::Run& run : runs) out.Add(run);
    return true;
  });
  runs.clear();
}

}  // namespace weir::child
