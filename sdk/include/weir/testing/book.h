// What a plugin under test has added and pushed, with the rules of weir/plugin.h.
#pragma once

#include <weir/definitions.h>
#include <weir/plugin.h>
#include <weir/testing/native.h>
#include <weir/testing/rules.h>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace weir {
inline namespace v1 {
namespace testing {

struct Series {
  weir_family_id family;
  std::vector<std::string> label_values;
  weir_slot first;
};

struct Sample {
  double value;
  int64_t timestamp_ms;
};

struct Exemplar {
  std::vector<std::string> label_names;
  std::vector<std::string> label_values;
  double value;
  int64_t timestamp_ms;
};

// The families, series and samples of one instance.  A collection is a transaction: after Begin
// all that happens stays, unless RollBack is called.  Numbers are never given out twice, so that
// one kept too long is found out. What breaks a rule is refused or left out, and told as a sentence
// in mistakes().
class Book {
 public:
  void Begin() {
    before_ = now_;
    Empty();
  }
  void RollBack() {
    now_ = before_;
    Empty();
  }

  weir_status AddFamily(const weir_family& family, weir_family_id* out, std::string* why);
  weir_status AddSeries(weir_family_id family, const weir_str* values, size_t count, weir_slot* out,
                        std::string* why);
  void DropSeries(weir_slot first);
  void Push(weir_slot slot, double value, int64_t timestamp_ms);
  void Attach(const weir_exemplar& exemplar);
  void AttachNative(weir_slot first, const weir_native_histogram& histogram);
  void PushCreated(weir_slot first, int64_t created_ms);

  // Takes out the series that a page may not show.
  void Check();

  void Complain(std::string mistake) { mistakes_.push_back(std::move(mistake)); }
  const std::vector<std::string>& mistakes() const { return mistakes_; }

  const std::map<weir_family_id, FamilyDefinition>& families() const { return now_.families; }
  const FamilyDefinition& FamilyOf(const Series& series) const {
    return now_.families.at(series.family);
  }
  // By first slot.
  const std::map<weir_slot, Series>& series() const { return now_.series; }
  const std::map<weir_slot, Sample>& samples() const { return samples_; }
  const std::map<weir_slot, Exemplar>& exemplars() const { return exemplars_; }
  // By the first slot of their series.
  const std::map<weir_slot, Native>& natives() const { return natives_; }
  const std::map<weir_slot, int64_t>& created() const { return created_; }
  void set_series_limit(size_t limit) { series_limit_ = limit; }

 private:
  void Empty() {
    samples_.clear();
    exemplars_.clear();
    natives_.clear();
    created_.clear();
  }

  struct State {
    std::map<weir_family_id, FamilyDefinition> families;
    std::map<weir_slot, Series> series;
    std::map<std::pair<weir_family_id, std::vector<std::string>>, weir_slot> slots;
  };

  const Series* Owner(weir_slot slot) const;
  std::string Clash(const FamilyDefinition& family) const;
  std::string SeriesMistake(const Series& series) const;
  std::string NameOf(const Series& series) const;
  std::string Mistake(const Series& series) const;

  State now_;
  State before_;
  std::map<weir_slot, Sample> samples_;
  std::map<weir_slot, Exemplar> exemplars_;
  std::map<weir_slot, Native> natives_;
  std::map<weir_slot, int64_t> created_;
  std::vector<std::string> mistakes_;
  weir_family_id next_family_ = 1;
  weir_slot next_slot_ = 1;
  size_t series_limit_ = 50000;
};

inline std::vector<std::string> CopyTexts(const weir_str* texts, size_t count) {
  std::vector<std::string> result;
  for (size_t i = 0; i < count; ++i) result.emplace_back(View(texts[i]));
  return result;
}

inline std::string Book::Clash(const FamilyDefinition& family) const {
  for (const auto& [id, other] : now_.families) {
    for (const std::string& theirs : SampleNames(other)) {
      for (const std::string& ours : SampleNames(family)) {
        if (ours == theirs) return "clashes with " + other.name + " in " + ours;
      }
    }
  }
  return "";
}

inline weir_status Book::AddFamily(const weir_family& family, weir_family_id* out,
                                   std::string* why) {
  FamilyDefinition added;
  added.type = family.type;
  added.name = View(family.name);
  added.help = View(family.help);
  added.unit = View(family.unit);
  added.label_names = CopyTexts(family.label_names, family.label_count);
  if (family.bound_count != 0)
    added.bounds.assign(family.bounds, family.bounds + family.bound_count);
  added.states = CopyTexts(family.states, family.state_count);
  for (const auto& [id, family_there] : now_.families) {
    if (!(family_there == added)) continue;
    *out = id;
    return WEIR_OK;
  }
  std::string mistake = FamilyMistake(added);
  if (mistake.empty()) mistake = Clash(added);
  if (!mistake.empty()) {
    *why = "family " + added.name + ": " + mistake;
    return WEIR_E_INVALID;
  }
  *out = next_family_;
  now_.families.emplace(next_family_++, std::move(added));
  return WEIR_OK;
}

inline std::string Book::SeriesMistake(const Series& series) const {
  if (now_.families.count(series.family) == 0) return "unknown family";
  if (series.label_values.size() != FamilyOf(series).label_names.size()) {
    return "family " + FamilyOf(series).name + ": wrong number of label values";
  }
  for (const std::string& value : series.label_values) {
    if (!IsUtf8(value)) return "family " + FamilyOf(series).name + ": a label value is not UTF-8";
  }
  return "";
}

inline weir_status Book::AddSeries(weir_family_id family, const weir_str* values, size_t count,
                                   weir_slot* out, std::string* why) {
  Series added{family, CopyTexts(values, count), next_slot_};
  *why = SeriesMistake(added);
  if (!why->empty()) return WEIR_E_INVALID;
  auto found = now_.slots.find({family, added.label_values});
  if (found != now_.slots.end()) {
    *out = found->second;
    return WEIR_OK;
  }
  if (now_.series.size() >= series_limit_) {
    *why = "more than " + std::to_string(series_limit_) + " series";
    return WEIR_E_LIMIT;
  }
  next_slot_ += static_cast<weir_slot>(FamilyOf(added).width());
  *out = added.first;
  now_.slots.emplace(std::make_pair(family, added.label_values), added.first);
  now_.series.emplace(added.first, std::move(added));
  return WEIR_OK;
}

inline void Book::DropSeries(weir_slot first) {
  auto found = now_.series.find(first);
  if (found == now_.series.end()) return;
  now_.slots.erase({found->second.family, found->second.label_values});
  now_.series.erase(found);
}

inline const Series* Book::Owner(weir_slot slot) const {
  auto after = now_.series.upper_bound(slot);
  if (after == now_.series.begin()) return nullptr;
  const Series& series = std::prev(after)->second;
  return slot - series.first < FamilyOf(series).width() ? &series : nullptr;
}

inline void Book::Push(weir_slot slot, double value, int64_t timestamp_ms) {
  if (Owner(slot) == nullptr) {
    Complain("pushed to the unknown slot " + std::to_string(slot));
  } else {
    samples_[slot] = Sample{value, timestamp_ms};
  }
}

inline void Book::Attach(const weir_exemplar& exemplar) {
  const Series* owner = Owner(exemplar.slot);
  if (owner == nullptr) {
    Complain("exemplar for the unknown slot " + std::to_string(exemplar.slot));
    return;
  }
  Exemplar added{CopyTexts(exemplar.label_names, exemplar.label_count),
                 CopyTexts(exemplar.label_values, exemplar.label_count), exemplar.value,
                 exemplar.timestamp_ms};
  std::string mistake = ExemplarMistake(FamilyOf(*owner), exemplar.slot - owner->first,
                                        added.label_names, added.label_values);
  if (mistake.empty() && !IsUnixTime(exemplar.timestamp_ms))
    mistake = "an exemplar of a time that is not from 1970 to 9999";
  if (mistake.empty()) {
    exemplars_[exemplar.slot] = std::move(added);
  } else {
    Complain(NameOf(*owner) + ": " + mistake);
  }
}

inline std::string Book::NameOf(const Series& series) const {
  std::string result = FamilyOf(series).name + "{";
  for (const std::string& value : series.label_values) result += value + ",";
  return result + "}";
}

inline void Book::AttachNative(weir_slot first, const weir_native_histogram& histogram) {
  auto owner = now_.series.find(first);
  if (owner == now_.series.end() || !IsHistogram(FamilyOf(owner->second))) {
    Complain("native histogram for slot " + std::to_string(first) + ", where no histogram begins");
    return;
  }
  natives_[first] = ReadNative(histogram);
}

inline void Book::PushCreated(weir_slot first, int64_t created_ms) {
  auto owner = now_.series.find(first);
  if (owner == now_.series.end() || !CountsSinceSomeTime(FamilyOf(owner->second))) {
    Complain("created timestamp for slot " + std::to_string(first) + ", where nothing counts");
  } else if (!IsUnixTime(created_ms)) {
    Complain(NameOf(owner->second) + ": a created timestamp that is not from 1970 to 9999");
  } else {
    created_[first] = created_ms;
  }
}

// Of the values that were pushed for a series; empty if it may be shown, or has none.
inline std::string Book::Mistake(const Series& series) const {
  const FamilyDefinition& family = FamilyOf(series);
  std::vector<double> values;
  for (weir_slot slot = series.first; slot - series.first < family.width(); ++slot) {
    auto sample = samples_.find(slot);
    if (sample != samples_.end()) values.push_back(sample->second.value);
  }
  auto native = natives_.find(series.first);
  if (values.empty() && native == natives_.end()) return "";
  if (values.size() < family.width()) return "pushed in part";
  std::string mistake = ValueMistake(family, values.data());
  if (!mistake.empty() || native == natives_.end()) return mistake;
  size_t count = family.bounds.size();
  return NativeMistake(native->second, values[count], values[count + 1]);
}

inline void Book::Check() {
  for (const auto& [first, series] : now_.series) {
    std::string mistake = Mistake(series);
    if (mistake.empty()) continue;
    Complain(NameOf(series) + ": " + mistake);
    auto end = first + static_cast<weir_slot>(FamilyOf(series).width());
    samples_.erase(samples_.lower_bound(first), samples_.lower_bound(end));
    natives_.erase(first);
  }
}

}  // namespace testing
}  // namespace v1
}  // namespace weir
