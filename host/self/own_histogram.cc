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
  id_ = added.value_or(0);  // 0 takes no series
}

void OwnHistogram::Add() {
  const auto first = recording_.AddSeries(id_, {});
  assert(first);
  if (first) std::iota(slots_.begin(), slots_.end(), *first);
}

void OwnHistogram::Push(std::span<const double> values) {
  assert(values.size() == slots_.size());
  if (slots_.front() == 0) Add();
  recording_.Push(slots_.data(), values.data(), nullptr, slots_.size());
}

}  // namespace weir::self
