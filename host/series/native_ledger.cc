#include "series/native_ledger.h"

#include <utility>

namespace weir::series {
namespace {

size_t BucketsOf(const std::optional<NativeHistogram>& histogram) {
  return histogram ? BucketCount(*histogram) : 0;
}

}  // namespace

NativeAnswer NativeLedger::Attach(const Catalog& catalog, Slot first,
                                  std::optional<NativeHistogram> histogram) {
  if (!catalog.BeginsHistogram(first)) return NativeAnswer::kNoHistogram;
  if (histogram && !IsValid(*histogram)) histogram.reset();
  auto& place = attached_[first];
  buckets_ -= BucketsOf(place);
  if (BucketsOf(histogram) > most_buckets_ - buckets_) histogram.reset();
  place = std::move(histogram);
  buckets_ += BucketsOf(place);
  return place ? NativeAnswer::kKept : NativeAnswer::kBroken;
}

std::vector<AttachedNative> NativeLedger::Take(const Catalog& catalog) {
  std::vector<AttachedNative> taken;
  for (auto& [first, histogram] : attached_) {
    if (catalog.BeginsHistogram(first)) taken.push_back({first, std::move(histogram)});
  }
  Clear();
  return taken;
}

void NativeLedger::Clear() {
  attached_.clear();
  buckets_ = 0;
}

}  // namespace weir::series
