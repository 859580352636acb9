#include "plugin/closest_name.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace weir::plugin {
namespace {

// Levenshtein's distance: letters inserted, deleted or replaced.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i + 1);
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string ClosestName(std::string_view name, const std::vector<std::string>& candidates) {
  size_t nearest = std::max<size_t>(2, name.size() / 3) + 1;
  std::string_view closest;
  for (const std::string& candidate : candidates) {
    const size_t distance = Distance(name, candidate);
    // A name that shares nothing is not near, however short.
    if (distance >= nearest || distance >= candidate.size()) continue;
    nearest = distance;
    closest = candidate;
  }
  return std::string(closest);
}

}  // namespace weir::plugin
