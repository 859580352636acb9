// A native histogram: exponential buckets that belong to a histogram's series, beside its classic
// buckets, and what they may be.  A bucket's upper bound is 2^(index * 2^-schema); the rules are
// those of Prometheus' native histograms, which gives up a whole page for one that breaks them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace weir::series {

// Consecutive buckets.
struct BucketSpan {
  int32_t offset;  // the index of the first bucket; in later spans, how many are left out before it
  uint32_t length;
};

// The buckets of one sign.
struct SparseBuckets {
  std::vector<BucketSpan> spans;
  std::vector<uint64_t> counts;  // of each bucket for itself
};

struct NativeHistogram {
  int32_t schema = 0;
  double zero_threshold = 0;
  uint64_t zero_count = 0;
  SparseBuckets positive;
  SparseBuckets negative;
};

inline constexpr int32_t kLeastSchema = -4;
inline constexpr int32_t kMostSchema = 8;
// Of one histogram: a hundred times what client libraries make.
inline constexpr size_t kMostNativeBuckets = 10'000;

// What it holds: populated buckets of both signs.
size_t BucketCount(const NativeHistogram& native);

// Whether it is one: schema, threshold, spans, and no more buckets or observations than there may
// be.
bool IsValid(const NativeHistogram& native);

// Whether a valid one has as many observations as its series says.  Those that are NaN are in no
// bucket, and make the sum one.
bool Agrees(const NativeHistogram& native, double count, double sum);

}  // namespace weir::series
