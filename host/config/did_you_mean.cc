#include "config/did_you_mean.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "config/quoted.h"

namespace weir::config {
namespace {

constexpr size_t kLongestWord = 64;

using Row = std::vector<size_t>;

// Restricted Damerau-Levenshtein distance, three rows of its table at a time.
size_t EditDistance(std::string_view a, std::string_view b) {
  Row before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, substituted});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace

std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  std::string_view nearest;
  if (word.size() > kLongestWord) return nearest;
  size_t least = kLongestWord;
  for (const std::string_view candidate : candidates) {
    const size_t distance = EditDistance(word, candidate);
    if (distance >= least || distance > std::max<size_t>(1, candidate.size() / 3)) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view nearest = Nearest(word, candidates);
  if (!nearest.empty()) return ", did you mean " + Quoted(nearest) + "?";
  std::string list;
  for (const std::string_view candidate : candidates) {
    list.append(list.empty() ? "; known here: " : ", ").append(candidate);
  }
  return list;
}

}  // namespace weir::config
