// What all definitions of one collector may cost together.  Each alone is within its limits, and so
// many of them would still fill the host's memory: names and values of the longest kind, bounds
// without series, series that are dropped and added again within one transaction, whose slots are
// not free before its end.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "series/rules.h"

namespace weir::series {

class Footprint {
 public:
  explicit Footprint(const Limits& limits);

  // Whether there is room for the family, and for one series of each family.
  std::optional<Refusal> Check(const Family& family) const;
  // Whether there is room for a series with these values that needs so many new slots.
  std::optional<Refusal> Check(std::span<const std::string_view> values, size_t new_slots) const;

  void Add(const Family& family);
  void Remove(const Family& family);
  void AddText(size_t bytes) { text_ += bytes; }
  void RemoveText(size_t bytes) { text_ -= bytes; }
  // Those of series that are dropped are used again, but not given back.
  void AddSlots(size_t count) { slots_ += count; }
  void RemoveSlots(size_t count) { slots_ -= count; }

 private:
  std::optional<Refusal> CheckText(size_t bytes) const;

  const size_t most_lines_;
  const size_t most_slots_;
  const size_t most_text_;
  size_t lines_ = 0;  // if each family had one series
  size_t slots_ = 0;
  size_t text_ = 0;
};

// Of a series' label values.
size_t TextBytes(std::span<const std::string_view> values);

}  // namespace weir::series
