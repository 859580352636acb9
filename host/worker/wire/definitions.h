// What the plugin adds and drops, in the order of its calls and with the number that the worker
// gave it: the host's own recorder has to give the same one.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "error/result.h"
#include "series/family.h"
#include "worker/wire/encoder.h"

namespace weir::wire {

struct AddedFamily {
  series::FamilyId id = 0;
  series::Family family;
};
bool AddFamily(Encoder& encoder, series::FamilyId id, const series::Family& family);
Result<AddedFamily> ReadFamily(std::string_view payload);

struct AddedSeries {
  series::Slot first = 0;
  series::FamilyId family = 0;
  std::vector<std::string_view> values;  // borrowed from the payload
};
bool AddSeries(Encoder& encoder, series::Slot first, series::FamilyId family,
               std::span<const std::string_view> values);
Result<AddedSeries> ReadSeries(std::string_view payload);

bool AddDrop(Encoder& encoder, series::Slot first);
Result<series::Slot> ReadDrop(std::string_view payload);

}  // namespace weir::wire
