// What differs from one collection of the workload to the next.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "workload.h"

namespace weir::bench {

enum class Change {
  kAll,    // all values
  kSome,   // one value in a hundred, spread over the whole page
  kNone,   // nothing
  kChurn,  // all values, and one series in a hundred is another
};
inline constexpr std::array kChanges = {Change::kAll, Change::kSome, Change::kNone, Change::kChurn};

// As the plugin's configuration has it.
constexpr std::string_view Name(Change change) {
  constexpr std::array<std::string_view, 4> kNames = {"all", "some", "none", "churn"};
  return kNames[static_cast<size_t>(change)];
}

inline std::optional<Change> ChangeOf(std::string_view name) {
  for (const Change change : kChanges) {
    if (Name(change) == name) return change;
  }
  return std::nullopt;
}

// Of so many series one is touched in each collection: those that are generation % kTurns, and so
// on.
inline constexpr uint64_t kTurns = 100;

// When a series was touched last.  0: never.
constexpr uint64_t LastTouched(size_t series, uint64_t generation) {
  const uint64_t ago = (generation % kTurns + kTurns - series % kTurns) % kTurns;
  return ago < generation ? generation - ago : 0;
}

// The value of a series in one collection.
inline double ValueOf(Change change, size_t series, uint64_t generation) {
  if (change == Change::kNone) return ValueOf(series, 0);
  return ValueOf(series, change == Change::kSome ? LastTouched(series, generation) : generation);
}

}  // namespace weir::bench
