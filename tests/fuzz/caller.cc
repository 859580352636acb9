#include "caller.h"

#include <iterator>

#include "target.h"
#include "words.h"

namespace weir::fuzz {
namespace {

using series::Slot;

std::vector<std::string_view> Views(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

template <class Map>
auto AnyOf(Input& input, const Map& map) {
  return std::next(map.begin(), static_cast<std::ptrdiff_t>(input.Byte() % map.size()));
}

}  // namespace

Caller::Caller(series::Recorder::Options options)
    : recorder_(options), book_(options.labels, options.honor_timestamps) {
  recorder_.Begin();
  book_.Begin();
}

void Caller::Act(Input& input) {
  using Action = void (Caller::*)(Input&);
  // What a page is made of comes more often.
  static constexpr Action kActions[] = {
      &Caller::AddFamily,  &Caller::AddFamily,  &Caller::AddFamily,    &Caller::AddSeries,
      &Caller::AddSeries,  &Caller::AddSeries,  &Caller::PushSeries,   &Caller::PushSeries,
      &Caller::PushSeries, &Caller::PushSeries, &Caller::AddExemplar,  &Caller::AddExemplar,
      &Caller::DropSeries, &Caller::DropSeries, &Caller::PushAnything, &Caller::End};
  (this->*input.Of(kActions))(input);
}

void Caller::AddFamily(Input& input) {
  const series::Family family = AnyFamily(input);
  if (const auto id = recorder_.AddFamily(family)) book_.AddFamily(family, *id);
}

void Caller::AddSeries(Input& input) {
  if (book_.now().families.empty()) return;
  const auto& [id, family] = *AnyOf(input, book_.now().families);
  const auto values = AnyLabelValues(input, family);
  if (const auto first = recorder_.AddSeries(id, Views(values))) {
    book_.AddSeries({id, values}, *first);
    firsts_.push_back(*first);
  }
}

Slot Caller::AnySlot(Input& input) const {
  if (firsts_.empty() || input.OneIn(8)) return static_cast<Slot>(input.Word());
  return firsts_[input.Byte() % firsts_.size()] + static_cast<Slot>(input.Pick(4));
}

void Caller::DropSeries(Input& input) {
  const Slot first = AnySlot(input);
  recorder_.DropSeries(first);
  book_.DropSeries(first);
}

void Caller::Push(const std::vector<Slot>& slots, const std::vector<double>& values,
                  const std::vector<int64_t>& timestamps_ms) {
  const bool timed = !timestamps_ms.empty();
  recorder_.Push(slots.data(), values.data(), timed ? timestamps_ms.data() : nullptr, slots.size());
  for (size_t i = 0; i < slots.size(); ++i)
    book_.Push(slots[i], values[i], timed ? std::optional(timestamps_ms[i]) : std::nullopt);
}

void Caller::PushSeries(Input& input) {
  if (book_.now().series.empty()) return;
  const auto& [first, series] = *AnyOf(input, book_.now().series);
  const series::Family& family = book_.now().families.at(series.family);
  std::vector<Slot> slots(SlotsOf(family));
  for (size_t i = 0; i < slots.size(); ++i) slots[i] = first + static_cast<Slot>(i);
  std::vector<int64_t> timestamps;
  if (input.OneIn(4)) timestamps.assign(slots.size(), AnyTimestamp(input));
  if (!timestamps.empty() && input.OneIn(4)) timestamps.back() = AnyTimestamp(input);
  Push(slots, AnyValues(input, family, slots.size()), timestamps);
}

void Caller::PushAnything(Input& input) {
  std::vector<Slot> slots;
  std::vector<double> values;
  std::vector<int64_t> timestamps;
  const bool timed = input.OneIn(2);
  for (size_t i = input.Pick(6); i > 0; --i) {
    slots.push_back(AnySlot(input));
    values.push_back(AnyDouble(input));
    if (timed) timestamps.push_back(AnyTimestamp(input));
  }
  Push(slots, values, timestamps);
}

void Caller::AddExemplar(Input& input) {
  const Slot slot = AnySlot(input);
  std::vector<std::string> names, values;
  for (size_t i = input.Pick(4); i > 0; --i) {
    names.push_back(AnyLabelName(input));
    values.push_back(AnyText(input));
  }
  const Remark remark = {{}, AnyDouble(input), AnyTimestamp(input)};
  recorder_.AddExemplar(slot, remark.value, remark.timestamp_ms, Views(names), Views(values));
  book_.AddRemark(slot, names, values, remark);
}

void Caller::Commit() {
  snapshot_ = recorder_.Commit();
  book_.Commit();
  recorder_.Begin();
  book_.Begin();
  WEIR_REQUIRE(snapshot_.samples->lines == book_.page().lines,
               std::to_string(snapshot_.samples->lines) + " lines");
}

void Caller::End(Input& input) {
  if (input.OneIn(2)) return Commit();
  if (input.OneIn(2)) {
    recorder_.CommitDefinitions();
    book_.CommitDefinitions();
  } else {
    recorder_.Rollback();
    book_.Rollback();
  }
  recorder_.Begin();
  book_.Begin();
}

}  // namespace weir::fuzz
