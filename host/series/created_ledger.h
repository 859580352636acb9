// Since when series have been counting, as one transaction says it; kept by the host's recorder and
// by a worker alike, so that both say the same.  One thread at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "series/catalog.h"

namespace weir::series {

// 1970 to 9999, in ms.  Prometheus' text parser gives up a whole page for a minus before a
// timestamp.
bool IsTimestamp(int64_t ms);

enum class CreatedAnswer {
  kKept,
  kBadTime,
  kNothingCounts,  // no series of a counter, histogram or summary begins there
};

class CreatedLedger {
 public:
  // The latest of a series counts; 0 takes it back.
  CreatedAnswer Put(const Catalog& catalog, Slot first, int64_t created_ms);

  // In ms by the first slot of each series that still is there, 0 for none; empty if there are none
  // at all.  The ledger is empty afterwards.
  std::vector<int64_t> Take(const Catalog& catalog);
  void Clear() { created_ms_.clear(); }

 private:
  std::vector<int64_t> created_ms_;  // [slot]
};

}  // namespace weir::series
