// The native histograms that one transaction attaches to series, kept by the host's recorder and by
// a worker alike, so that both say the same.  One thread at a time.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "series/catalog.h"
#include "series/native_histogram.h"

namespace weir::series {

struct AttachedNative {
  Slot first;  // of the series
  // None: it broke a rule, and its series is not to be shown.  Once judged, there always is one.
  std::optional<NativeHistogram> histogram;
};

enum class NativeAnswer {
  kKept,
  kBroken,       // a rule forbids it: the series is not shown
  kNoHistogram,  // no histogram's series begins there
};

class NativeLedger {
 public:
  // most_buckets: of all histograms together.
  explicit NativeLedger(size_t most_buckets) : most_buckets_(most_buckets) {}

  // The latest of a series counts.  Nothing: one that cannot be read.
  NativeAnswer Attach(const Catalog& catalog, Slot first, std::optional<NativeHistogram> histogram);

  // All whose series still is there, by slot.  The ledger is empty afterwards.
  std::vector<AttachedNative> Take(const Catalog& catalog);
  void Clear();

 private:
  const size_t most_buckets_;
  size_t buckets_ = 0;
  std::map<Slot, std::optional<NativeHistogram>> attached_;
};

}  // namespace weir::series
