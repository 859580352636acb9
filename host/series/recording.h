// What a plugin may say of its families and series, whoever writes it down: the host's own
// recorder, or a worker that sends it on.  The calls of one transaction, one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <tl/expected.hpp>

#include "series/family.h"
#include "series/native_ledger.h"
#include "series/rules.h"

namespace weir::series {

class Recording {
 public:
  virtual ~Recording() = default;

  virtual tl::expected<FamilyId, Refusal> AddFamily(Family family) = 0;
  // values follow the family's label_names.
  virtual tl::expected<Slot, Refusal> AddSeries(FamilyId family,
                                                std::span<const std::string_view> values) = 0;
  virtual void DropSeries(Slot first) = 0;

  // Arrays of `count`; timestamps_ms may be nullptr, and 0 in it is none.
  virtual void Push(const Slot* slots, const double* values, const int64_t* timestamps_ms,
                    size_t count) = 0;
  virtual void AddExemplar(Slot slot, double value, int64_t timestamp_ms,
                           std::span<const std::string_view> names,
                           std::span<const std::string_view> values) = 0;
  // Attaches a native histogram to the series that begins at `first`; the latest counts.  Nothing:
  // the author's cannot be read, which is as broken as one that a rule forbids.
  virtual NativeAnswer AddNative(Slot first, std::optional<NativeHistogram> native) = 0;
  // Since when the series that begin at `firsts` have been counting; arrays of `count`.
  virtual void PushCreated(const Slot* firsts, const int64_t* created_ms, size_t count) = 0;
};

}  // namespace weir::series
