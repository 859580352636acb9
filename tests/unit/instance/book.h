// A recording that writes down what it is told, and refuses what it is told to refuse.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "series/recording.h"

namespace weir {

class Book : public series::Recording {
 public:
  tl::expected<series::FamilyId, series::Refusal> AddFamily(series::Family family) override {
    if (refusal) return tl::unexpected(*refusal);
    families.push_back(std::move(family));
    return static_cast<series::FamilyId>(families.size());
  }
  tl::expected<series::Slot, series::Refusal> AddSeries(
      series::FamilyId family, std::span<const std::string_view> texts) override {
    if (refusal) return tl::unexpected(*refusal);
    values.push_back({texts.begin(), texts.end()});
    family_of_series = family;
    return static_cast<series::Slot>(100 + values.size());
  }
  void DropSeries(series::Slot first) override { dropped.push_back(first); }
  void Push(const series::Slot* slots, const double* pushed, const int64_t* timestamps_ms,
            size_t count) override {
    for (size_t i = 0; i < count; ++i) {
      pushes.emplace_back(slots[i], pushed[i]);
      timestamps.push_back(timestamps_ms == nullptr ? 0 : timestamps_ms[i]);
    }
  }
  void AddExemplar(series::Slot slot, double value, int64_t timestamp_ms,
                   std::span<const std::string_view> names,
                   std::span<const std::string_view> texts) override {
    std::string labels;
    for (size_t i = 0; i < names.size(); ++i)
      labels += std::string(names[i]) + "=" + std::string(texts[i]) + ";";
    exemplars.push_back({slot, labels, value, timestamp_ms});
  }

  series::NativeAnswer AddNative(series::Slot first,
                                 std::optional<series::NativeHistogram> native) override {
    natives.push_back({first, std::move(native)});
    return series::NativeAnswer::kKept;
  }

  void PushCreated(const series::Slot* firsts, const int64_t* created_ms, size_t count) override {
    for (size_t i = 0; i < count; ++i) created.emplace_back(firsts[i], created_ms[i]);
  }

  struct Exemplar {
    series::Slot slot;
    std::string labels;
    double value;
    int64_t timestamp_ms;
  };

  std::optional<series::Refusal> refusal;
  std::vector<series::Family> families;
  std::vector<std::vector<std::string>> values;
  series::FamilyId family_of_series = 0;
  std::vector<series::Slot> dropped;
  std::vector<std::pair<series::Slot, double>> pushes;
  std::vector<int64_t> timestamps;
  std::vector<Exemplar> exemplars;
  std::vector<series::AttachedNative> natives;
  std::vector<std::pair<series::Slot, int64_t>> created;
};

}  // namespace weir
