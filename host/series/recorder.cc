#include "series/recorder.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "series/names.h"

namespace weir::series {
namespace {

// OpenMetrics 1.0: code points of an exemplar's names and values together.
constexpr size_t kMostExemplarText = 128;

size_t TextLength(std::span<const std::string_view> texts) {
  size_t length = 0;
  for (const auto& text : texts) length += CodePoints(text);
  return length;
}

bool IsExemplarName(std::string_view name) {
  return IsLegacyLabelName(name) && !name.starts_with("__");
}

// Prometheus' OpenMetrics parser takes a NUL in an exemplar for the end of the page.
bool IsExemplarText(std::string_view text) {
  return text.find('\0') == std::string_view::npos && IsUtf8(text);
}

bool ValidLabels(std::span<const std::string_view> names,
                 std::span<const std::string_view> values) {
  if (names.size() != values.size()) return false;
  std::vector<std::string_view> sorted(names.begin(), names.end());
  std::ranges::sort(sorted);
  return std::ranges::all_of(names, IsExemplarName) &&
         std::ranges::all_of(values, IsExemplarText) &&
         std::ranges::adjacent_find(sorted) == sorted.end() &&
         TextLength(names) + TextLength(values) <= kMostExemplarText;
}

bool SameBits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && memcmp(a.data(), b.data(), a.size() * sizeof a[0]) == 0;
}

}  // namespace

Recorder::Recorder(Options options)
    : options_(std::move(options)),
      catalog_(options_.limits, options_.author),
      table_(std::make_shared<const Table>()),
      natives_(options_.limits.series) {}

void Recorder::Begin() {
  samples_ = pool_.Take();
  same_ = false;
  exemplar_of_.clear();
  natives_.Clear();
  created_.Clear();
  dropped_ = {};
  refused_ = {};
  GrowSamples();
}

void Recorder::GrowSamples() {
  const size_t slots = catalog_.kinds().size();
  if (samples_->values.size() >= slots) return;
  samples_->values.resize(slots);
  samples_->shown.resize(slots);
  if (!samples_->timestamps.empty()) samples_->timestamps.resize(slots);
}

tl::unexpected<Refusal> Recorder::Refuse(Refusal refusal) {
  ++refused_[static_cast<size_t>(refusal.reason)];
  last_refusal_ = refusal.message;
  return tl::unexpected(std::move(refusal));
}

tl::expected<FamilyId, Refusal> Recorder::AddFamily(Family family) {
  const auto added = catalog_.AddFamily(std::move(family));
  if (!added) return Refuse(added.error());
  if (added->is_new) {
    const auto stored = catalog_.FindFamily(added->id);
    change_.families.push_back(stored);
    change_.family_ids.push_back(added->id);
    const LabelWriter& writer = writers_.emplace_back(*stored, options_.labels);
    if (!writer.names().empty()) change_.label_names.emplace(added->id, writer.names());
  }
  return added->id;
}

tl::expected<Slot, Refusal> Recorder::AddSeries(FamilyId family,
                                                std::span<const std::string_view> values) {
  const auto added = catalog_.AddSeries(family, values);
  if (!added) return Refuse(added.error());
  if (added->is_new) {
    const size_t begin = change_.text.size();
    writers_[family - 1].Append(change_.text, values);
    change_.series.push_back({family, added->first, begin, change_.text.size()});
    GrowSamples();
  }
  return added->first;
}

void Recorder::DropSeries(Slot first) {
  if (catalog_.DropSeries(first)) change_.dropped.emplace_back(catalog_.FamilyOf(first), first);
}

void Recorder::Push(const Slot* slots, const double* values, const int64_t* timestamps_ms,
                    size_t count) {
  const SlotKind* kinds = catalog_.kinds().data();
  const size_t known = catalog_.kinds().size();
  double* out = samples_->values.data();
  uint8_t* shown = samples_->shown.data();
  uint64_t unknown = 0;
  for (size_t i = 0; i < count; ++i) {
    const Slot slot = slots[i];
    if (slot >= known || kinds[slot] == SlotKind::kFree) {
      ++unknown;
      continue;
    }
    out[slot] = values[i];
    shown[slot] = 1;
  }
  dropped_[static_cast<size_t>(Dropped::kUnknownSlot)] += unknown;
  PushTimestamps(slots, timestamps_ms, count);
}

bool Recorder::PushRun(Slot first, std::span<const double> values) {
  const auto& kinds = catalog_.kinds();
  if (first > kinds.size() || values.size() > kinds.size() - first) return false;
  const SlotKind* const begin = kinds.data() + first;
  if (std::find(begin, begin + values.size(), SlotKind::kFree) != begin + values.size())
    return false;
  std::ranges::copy(values, samples_->values.begin() + static_cast<ptrdiff_t>(first));
  std::fill_n(samples_->shown.begin() + static_cast<ptrdiff_t>(first), values.size(), uint8_t{1});
  auto& timestamps = samples_->timestamps;
  if (!timestamps.empty()) {
    timestamps.resize(samples_->values.size());
    std::fill_n(timestamps.begin() + static_cast<ptrdiff_t>(first), values.size(), 0);
  }
  return true;
}

bool Recorder::PushSame() {
  same_ = last_ != nullptr && change_.empty();
  return same_;
}

// The later push counts here too: without timestamps it takes back those of an earlier one.
void Recorder::PushTimestamps(const Slot* slots, const int64_t* timestamps_ms, size_t count) {
  auto& out = samples_->timestamps;
  if (!options_.honor_timestamps || (timestamps_ms == nullptr && out.empty())) return;
  out.resize(samples_->values.size());
  for (size_t i = 0; i < count; ++i) {
    const auto& kinds = catalog_.kinds();
    const bool known = slots[i] < kinds.size() && kinds[slots[i]] != SlotKind::kFree;
    if (known) out[slots[i]] = timestamps_ms == nullptr ? 0 : timestamps_ms[i];
  }
}

// OpenMetrics allows exemplars on counters, whose sample is named _total, and on buckets.
bool Recorder::AllowsExemplar(Slot slot) const {
  const auto& kinds = catalog_.kinds();
  if (slot == 0 || slot >= kinds.size() || kinds[slot] == SlotKind::kFree) return false;
  const Family& family = *catalog_.FindFamily(catalog_.FamilyOf(slot));
  if (family.type == Type::kCounter) return family.name.ends_with("_total");
  if (family.type != Type::kHistogram && family.type != Type::kGaugeHistogram) return false;
  Slot first = slot;
  while (kinds[first] == SlotKind::kFollowing) --first;
  return slot - first <= family.bounds.size();
}

void Recorder::AddExemplar(Slot slot, double value, int64_t timestamp_ms,
                           std::span<const std::string_view> names,
                           std::span<const std::string_view> values) {
  if (!AllowsExemplar(slot) || !IsTimestamp(timestamp_ms) || !ValidLabels(names, values)) {
    ++dropped_[static_cast<size_t>(Dropped::kBadExemplar)];
    return;
  }
  auto& exemplars = samples_->exemplars;
  const auto [place, added] = exemplar_of_.try_emplace(slot, exemplars.size());
  if (added) exemplars.emplace_back();
  Exemplar& exemplar = exemplars[place->second];
  exemplar = {slot, {}, value, timestamp_ms};
  AppendLabels(exemplar.labels, names, values);
}

NativeAnswer Recorder::AddNative(Slot first, std::optional<NativeHistogram> native) {
  const auto answer = natives_.Attach(catalog_, first, std::move(native));
  if (answer == NativeAnswer::kNoHistogram) ++dropped_[static_cast<size_t>(Dropped::kUnknownSlot)];
  return answer;
}

void Recorder::PushCreated(const Slot* firsts, const int64_t* created_ms, size_t count) {
  if (!options_.created_timestamps) return;
  for (size_t i = 0; i < count; ++i)
    Count(created_.Put(catalog_, firsts[i], created_ms[i]), dropped_);
}

void Recorder::ApplyChange() {
  if (!change_.empty()) {
    table_ = builder_.Apply(std::move(change_));
    last_.reset();
  }
  change_ = {};
  catalog_.Commit();
}

// Whether what was pushed is what was committed last.  Where some of that was taken, what it looked
// like is not known any more.
bool Recorder::Repeats() const {
  if (last_ == nullptr) return false;
  if (same_) return true;
  return last_judged_ == DropCounts{} && samples_->IsPlain() && last_->IsPlain() &&
         samples_->shown == last_->shown && SameBits(samples_->values, last_->values);
}

// Readers see by the content's number that they have it already.
Snapshot Recorder::Repeat() {
  samples_.reset();
  for (size_t i = 0; i < dropped_.size(); ++i) dropped_[i] += last_judged_[i];
  return {table_, last_};
}

Snapshot Recorder::Commit() {
  ApplyChange();
  std::ranges::sort(samples_->exemplars, {}, &Exemplar::slot);
  samples_->natives = natives_.Take(catalog_);
  samples_->created = created_.Take(catalog_);
  if (Repeats()) return Repeat();
  last_judged_ = {};
  Judge(catalog_, *samples_, last_judged_);
  last_ = std::move(samples_);
  for (size_t i = 0; i < dropped_.size(); ++i) dropped_[i] += last_judged_[i];
  return {table_, last_};
}

void Recorder::CommitDefinitions() {
  ApplyChange();
  samples_.reset();
}

void Recorder::Rollback() {
  writers_.resize(writers_.size() - change_.families.size(), LabelWriter({}, {}));
  change_ = {};
  catalog_.Rollback();
  const bool oversized = samples_ && samples_->values.size() > catalog_.kinds().size();
  samples_.reset();
  if (oversized) pool_ = {};
}

}  // namespace weir::series
