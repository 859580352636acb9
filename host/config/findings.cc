#include "config/findings.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace weir::config {
namespace {

auto Order(const Finding& finding) { return std::tuple(finding.place.line, finding.place.column); }

}  // namespace

Place Findings::PlaceOf(Position position) const {
  const Position inside = source_.Clamp(position);
  return {source_.file(), inside.line, inside.column};
}

void Findings::Add(Position position, std::string message) {
  findings_.push_back({PlaceOf(position), std::move(message), source_.Excerpt(position)});
}

std::vector<Finding> Findings::InOrder() const {
  std::vector<Finding> sorted = findings_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Finding& a, const Finding& b) { return Order(a) < Order(b); });
  return sorted;
}

}  // namespace weir::config
