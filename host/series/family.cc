#include "series/family.h"

#include "series/names.h"

namespace weir::series {

std::string_view Name(Type type) {
  static constexpr std::string_view kNames[kTypes] = {
      "untyped", "counter", "gauge", "histogram", "summary", "info", "stateset", "gaugehistogram"};
  return kNames[static_cast<size_t>(type)];
}

size_t SlotCount(const Family& family) {
  switch (family.type) {
    case Type::kHistogram:
    case Type::kGaugeHistogram:
    case Type::kSummary:
      return family.bounds.size() + 2;
    case Type::kStateSet:
      return family.states.size();
    default:
      return 1;
  }
}

size_t LineCount(const Family& family) {
  const bool buckets = family.type == Type::kHistogram || family.type == Type::kGaugeHistogram;
  return SlotCount(family) + (buckets ? 1 : 0);
}

std::string TypeLabel(const Family& family) {
  switch (family.type) {
    case Type::kHistogram:
    case Type::kGaugeHistogram:
      return "le";
    case Type::kSummary:
      return "quantile";
    case Type::kStateSet:
      return EscapeLabelName(family.name, Escaping::kUnderscores);
    default:
      return "";
  }
}

std::vector<std::string> SampleNames(const Family& family) {
  switch (family.type) {
    case Type::kHistogram:
      return {family.name, family.name + "_bucket", family.name + "_count", family.name + "_sum"};
    case Type::kGaugeHistogram:
      return {family.name, family.name + "_bucket", family.name + "_gcount", family.name + "_gsum"};
    case Type::kSummary:
      return {family.name, family.name + "_count", family.name + "_sum"};
    default:
      return {family.name};
  }
}

}  // namespace weir::series
