#include "talk.h"

#include "book.h"
#include "words.h"
#include "worker/wire/answers.h"
#include "worker/wire/definitions.h"
#include "worker/wire/values.h"

namespace weir::fuzz {
namespace {

using series::Family;
using series::Slot;

constexpr int kMostActions = 200;

std::vector<std::string_view> Views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

template <class T>
const T& OneOf(Input& input, const std::vector<T>& list) {
  return list[input.Byte() % list.size()];
}

}  // namespace

Talk::Talk(const series::Limits& limits)
    : catalog_(limits, series::Author::kPlugin), natives_(limits.series) {}

std::string Talk::Say(Input& input) {
  wire::AddHello(encoder_, {wire::kProtocolVersion, "p", "1.0", ""});
  Send(input);
  for (int i = 0; i < kMostActions && !input.empty() && !over_; ++i) Act(input);
  if (!over_) End(input);
  return stream_;
}

void Talk::Act(Input& input) {
  using Action = void (Talk::*)(Input&);
  static constexpr Action kAny[] = {
      &Talk::AddFamily, &Talk::AddFamily,   &Talk::AddSeries,  &Talk::AddSeries,  &Talk::DropSeries,
      &Talk::Log,       &Talk::End,         &Talk::PushSeries, &Talk::PushSeries, &Talk::AddCreated,
      &Talk::PushMany,  &Talk::AddExemplar, &Talk::AddNative,  &Talk::AddNative};
  (this->*input.Of(kAny))(input);
  Send(input);
}

void Talk::AddFamily(Input& input) {
  const Family family = AnyFamily(input);
  const auto added = catalog_.AddFamily(family);
  if (!added || !added->is_new) return;
  families_.emplace_back(added->id, family);
  wire::AddFamily(encoder_, added->id, family);
}

void Talk::AddSeries(Input& input) {
  if (families_.empty()) return;
  const auto& [id, family] = OneOf(input, families_);
  const auto values = AnyLabelValues(input, family);
  const auto added = catalog_.AddSeries(id, Views(values));
  if (!added || !added->is_new) return;
  series_.emplace_back(added->first, id);
  wire::AddSeries(encoder_, added->first, id, Views(values));
}

void Talk::DropSeries(Input& input) {
  if (series_.empty()) return;
  const Slot first = OneOf(input, series_).first;
  if (catalog_.DropSeries(first)) wire::AddDrop(encoder_, first);
}

void Talk::PushSeries(Input& input) {
  if (series_.empty() || !collecting_) return;
  const auto& [first, id] = OneOf(input, series_);
  const auto& kinds = catalog_.kinds();
  if (first >= kinds.size() || kinds[first] == series::SlotKind::kFree) return;
  if (catalog_.FamilyOf(first) != id) return;
  const auto family = catalog_.FindFamily(id);
  if (!family) return;
  const size_t slots = SlotsOf(*family);
  const auto values = AnyValues(input, *family, slots);
  std::vector<int64_t> timestamps;
  if (input.OneIn(4)) timestamps.assign(slots, AnyTimestamp(input));
  wire::RunWriter(encoder_).Add({first, values, timestamps});
}

// All slots that there are, as one run or several.
void Talk::PushMany(Input& input) {
  if (!collecting_) return;
  wire::RunWriter out(encoder_);
  const auto& kinds = catalog_.kinds();
  const double value = AnyDouble(input);
  for (Slot slot = 1; slot < kinds.size(); ++slot) {
    if (kinds[slot] != series::SlotKind::kFree) out.Add({slot, std::span(&value, 1), {}});
  }
}

void Talk::AddExemplar(Input& input) {
  if (!collecting_) return;
  const Slot slot = series_.empty() ? static_cast<Slot>(input.Word())
                                    : OneOf(input, series_).first + input.Byte() % 4u;
  std::vector<std::string> names, values;
  for (size_t i = input.Pick(3); i > 0; --i) {
    names.push_back(AnyLabelName(input));
    values.push_back(AnyText(input));
  }
  wire::AddExemplar(encoder_,
                    {slot, AnyDouble(input), AnyTimestamp(input), Views(names), Views(values)});
}

// Of a count that is pushed with it, mostly; sent when the collection has succeeded.
void Talk::AddNative(Input& input) {
  if (series_.empty() || !collecting_) return;
  const Slot first = OneOf(input, series_).first;
  if (!catalog_.BeginsHistogram(first)) return;
  const auto observations = static_cast<uint64_t>(input.Byte());
  natives_.Attach(catalog_, first, AnyNative(input, observations));
  const size_t slots = SlotsOf(*catalog_.FindFamily(catalog_.FamilyOf(first)));
  const std::vector<double> values(slots, static_cast<double>(observations));
  if (!input.OneIn(8)) wire::RunWriter(encoder_).Add({first, values, {}});
}

void Talk::AddCreated(Input& input) {
  if (series_.empty() || !collecting_) return;
  const Slot first = OneOf(input, series_).first;
  const int64_t ms = AnyTimestamp(input);
  if (created_.Put(catalog_, first, ms) != series::CreatedAnswer::kKept) return;
  const wire::Created created = {first, ms};
  wire::AddCreated(encoder_, std::span(&created, 1));
}

void Talk::Log(Input& input) {
  const std::string text = AnyText(input);
  wire::AddLog(encoder_, {static_cast<int32_t>(input.Byte()), input.Word(), text});
}

// The end of the start or of a collection; then the host orders the next one.
void Talk::End(Input& input) {
  wire::End end;
  const int span = WEIR_NO_DATA - WEIR_E_LIMIT + 1;
  end.outcome.status = input.OneIn(2) ? WEIR_E_LIMIT + input.Byte() % span : WEIR_OK;
  end.outcome.message = end.outcome.ok() ? "" : "not today";
  end.took_ns = input.OneIn(8) ? input.Word() : 1;
  if (input.OneIn(8)) end.dropped.fill(input.Word());
  const weir_status status = end.outcome.status;
  const bool kept = collecting_ ? status == WEIR_OK || status == WEIR_PARTIAL : end.outcome.ok();
  for (const auto& native : natives_.Take(catalog_)) {
    if (kept) wire::AddNative(encoder_, native);
  }
  wire::AddEnd(encoder_, end);
  if (kept) {
    catalog_.Commit();
  } else {
    catalog_.Rollback();
    std::erase_if(families_, [this](const auto& each) {
      const auto family = catalog_.FindFamily(each.first);
      return !family || family->name != each.second.name;
    });
  }
  if (collecting_ && kept) Repeat(end.dropped[0] % 4);
  over_ = !collecting_ && !end.outcome.ok();
  collecting_ = true;
}

// Collections in which all values are what they were.
void Talk::Repeat(uint64_t times) {
  for (; times > 0; --times) {
    wire::AddSameValues(encoder_);
    wire::AddEnd(encoder_, {});
  }
}

void Talk::Send(Input& input) {
  std::string bytes = encoder_.bytes();
  encoder_.Clear();
  if (!bytes.empty() && input.OneIn(32)) {
    honest_ = false;
    if (input.OneIn(8)) bytes += bytes;
    for (size_t i = input.Pick(4); i > 0; --i)
      bytes[input.Word() % bytes.size()] = static_cast<char>(input.Byte());
    if (input.OneIn(8)) bytes.resize(input.Word() % bytes.size());
  }
  stream_ += bytes;
}

}  // namespace weir::fuzz
