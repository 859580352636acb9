#include "workload.h"

#include <algorithm>

namespace weir::bench {
namespace {

constexpr size_t kMostFamilies = 100;

std::string Padded(std::string_view letter, size_t number, size_t digits) {
  const std::string text = std::to_string(number);
  return std::string(letter).append(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

Workload::Workload(size_t series) : series_(series), families_(std::min(series, kMostFamilies)) {}

size_t Workload::FirstOf(size_t family) const {
  const size_t share = series_ / families_;
  const size_t longer = series_ % families_;  // families with one series more
  return family * share + std::min(family, longer);
}

size_t Workload::FamilyOf(size_t series) const {
  size_t family = series / (series_ / families_ + 1);
  while (FirstOf(family + 1) <= series) ++family;
  return family;
}

std::string Workload::NameOf(size_t family) {
  const std::string name = Padded(kNamePrefix, family, 3);
  return IsCounter(family) ? name + "_total" : name;
}

std::string Workload::HelpOf(size_t family) {
  return "What flows through gate " + std::to_string(family) + ".";
}

std::array<std::string, kLabels> Workload::LabelsOf(size_t index) {
  return {Padded("c", index * 389 % 1000, 3), Padded("h", index, 6), Padded("p", index % 48, 2),
          Padded("z", index % 6, 1)};
}

std::string Workload::RebornLabel(size_t index, uint64_t generation) {
  return LabelsOf(index).back() + kReborn + std::to_string(generation);
}

std::string Workload::Prefix(size_t series) const {
  const size_t family = FamilyOf(series);
  const auto values = LabelsOf(series - FirstOf(family));
  std::string text = NameOf(family);
  for (size_t i = 0; i < kLabels; ++i) {
    text.append(i == 0 ? "{" : ",").append(kLabelNames[i]).append("=\"").append(values[i]) += '"';
  }
  return text += '}';
}

}  // namespace weir::bench
