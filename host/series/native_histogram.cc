#include "series/native_histogram.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace weir::series {
namespace {

// A series' count is a double, which holds all integers up to here.
constexpr uint64_t kMostObservations = uint64_t{1} << 53;

// The buckets that hold the smallest and the largest double.
int64_t Lowest(int32_t schema) {
  return schema >= 0 ? -(int64_t{1074} << schema) : -(int64_t{1074} >> -schema);
}
int64_t Highest(int32_t schema) {
  return schema >= 0 ? int64_t{1024} << schema : int64_t{1024} >> -schema;
}

// Each span begins at or after the end of the one before, and all lie where doubles are; the bucket
// after the largest double's is that of infinity.
bool SpansLieWell(const SparseBuckets& buckets, int32_t schema) {
  int64_t end = 0;
  for (size_t i = 0; i < buckets.spans.size(); ++i) {
    const BucketSpan& span = buckets.spans[i];
    if (span.length == 0 || (i > 0 && span.offset < 0)) return false;
    const int64_t begin = end + span.offset;
    end = begin + span.length;
    if (begin < Lowest(schema) || end - 1 > Highest(schema) + 1) return false;
  }
  return true;
}

bool SpansHoldCounts(const SparseBuckets& buckets) {
  const uint64_t length =
      std::accumulate(buckets.spans.begin(), buckets.spans.end(), uint64_t{0},
                      [](uint64_t sum, const BucketSpan& span) { return sum + span.length; });
  return length == buckets.counts.size();
}

// More than kMostObservations if it is more than that.
uint64_t Observations(const NativeHistogram& native) {
  uint64_t total = std::min(native.zero_count, kMostObservations + 1);
  for (const auto* buckets : {&native.positive, &native.negative}) {
    for (const uint64_t count : buckets->counts)
      total = std::min(total + std::min(count, kMostObservations + 1), kMostObservations + 1);
  }
  return total;
}

}  // namespace

size_t BucketCount(const NativeHistogram& native) {
  return native.positive.counts.size() + native.negative.counts.size();
}

bool IsValid(const NativeHistogram& native) {
  if (native.schema < kLeastSchema || native.schema > kMostSchema) return false;
  if (!std::isfinite(native.zero_threshold) || native.zero_threshold < 0) return false;
  if (BucketCount(native) > kMostNativeBuckets) return false;
  for (const auto* buckets : {&native.positive, &native.negative}) {
    if (!SpansLieWell(*buckets, native.schema) || !SpansHoldCounts(*buckets)) return false;
  }
  return Observations(native) <= kMostObservations;
}

bool Agrees(const NativeHistogram& native, double count, double sum) {
  const auto observations = static_cast<double>(Observations(native));
  if (!std::isnan(sum)) return count == observations;
  return count >= observations && count <= static_cast<double>(kMostObservations) &&
         count == std::floor(count);
}

}  // namespace weir::series
