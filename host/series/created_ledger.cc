#include "series/created_ledger.h"

#include <utility>

namespace weir::series {

bool IsTimestamp(int64_t ms) { return ms >= 0 && ms <= 253'402'300'799'999; }

CreatedAnswer CreatedLedger::Put(const Catalog& catalog, Slot first, int64_t created_ms) {
  if (!catalog.BeginsCounting(first)) return CreatedAnswer::kNothingCounts;
  if (!IsTimestamp(created_ms)) return CreatedAnswer::kBadTime;
  created_ms_.resize(catalog.kinds().size());
  created_ms_[first] = created_ms;
  return CreatedAnswer::kKept;
}

std::vector<int64_t> CreatedLedger::Take(const Catalog& catalog) {
  std::vector<int64_t> taken = std::exchange(created_ms_, {});
  bool any = false;
  for (Slot slot = 0; slot < taken.size(); ++slot) {
    if (taken[slot] != 0 && !catalog.BeginsCounting(slot)) taken[slot] = 0;
    any |= taken[slot] != 0;
  }
  taken.resize(any ? catalog.kinds().size() : 0);
  return taken;
}

}  // namespace weir::series
