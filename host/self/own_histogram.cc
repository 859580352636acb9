#include "self/own_histogram.h"

#include <cassert>
#include <numeric>
#include <utility>

namespace weir::self {

OwnHistogram::OwnHistogram(series::Recording& recording, std::string name, std::string help,
                           std::vector<double> bounds)
    : recording_(recording) {
  series::Family family;
  family.type = series::Type::kHistogram;
  family.name = std::move(name);
  family.help = std::move(help);
  family.bounds = std::move(bounds);
  slots_.resize(series::SlotCount(family));
  const auto added = recording.AddFamily(std::move(family));
  assert(added);
  const auto first = recording.AddSeries(added.value_or(0), {});  // 0 takes no series
  assert(first);
  std::iota(slots_.begin(), slots_.end(), first.value_or(0));
}

void OwnHistogram::Push(std::span<const double> values) {
  assert(values.size() == slots_.size());
  recording_.Push(slots_.data(), values.data(), nullptr, slots_.size());
}

}  // namespace weir::self
