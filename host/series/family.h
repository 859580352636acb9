// A metric family as its author defined it, owned.  Types are those of weir/plugin.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::series {

using FamilyId = uint32_t;  // counts from 1
using Slot = uint32_t;      // counts from 1

enum class Type : int32_t {
  kUntyped = 0,
  kCounter = 1,
  kGauge = 2,
  kHistogram = 3,
  kSummary = 4,
  kInfo = 5,
  kStateSet = 6,
  kGaugeHistogram = 7,
};
inline constexpr int32_t kTypes = 8;

// "counter", "gaugehistogram": for messages, not for a page.
std::string_view Name(Type type);

struct Family {
  Type type = Type::kUntyped;
  std::string name;
  std::string help;
  std::string unit;
  std::vector<std::string> label_names;  // in the author's order, which is that of a series' values
  std::vector<double> bounds;
  std::vector<std::string> states;

  bool operator==(const Family&) const = default;
};

// How many slots a series of the family owns, as weir/plugin.h lays them out.
size_t SlotCount(const Family& family);

// How many time series Prometheus stores of one series of the family: what limits count.
size_t LineCount(const Family& family);

// The label that the type itself puts on its samples, as the formats write it: le, quantile, or a
// stateset's name.  Empty if it has none.
std::string TypeLabel(const Family& family);

// The names of the samples that the family puts on a page, its own name first.
std::vector<std::string> SampleNames(const Family& family);

}  // namespace weir::series
