// A histogram that chooses its own buckets.
#pragma once

#include <weir/plugin.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace weir {
inline namespace v1 {

// Counts observations in exponential buckets, as Prometheus' native histograms have them: kept by
// the collector, observed into whenever something is measured, and pushed by Sink::PushNative.
// One thread at a time.
class NativeHistogram {
 public:
  static constexpr int kLeastSchema = -4;
  static constexpr int kMostSchema = 8;

  // A bucket is 2^(2^-schema) times as wide as the one before: 3 makes steps of 9 %, 0 of 100 %.
  // Observations from -zero_threshold to zero_threshold count as zero.  Once there are more than
  // most_buckets, neighbours are merged (schema is lowered), so that memory and page stay bounded.
  explicit NativeHistogram(int schema = 3, double zero_threshold = 0x1p-128,
                           size_t most_buckets = 160)
      : first_schema_(std::clamp(schema, kLeastSchema, kMostSchema)),
        schema_(first_schema_),
        zero_threshold_(zero_threshold),
        most_buckets_(most_buckets) {}

  // Any double.  NaN counts as an observation and makes the sum NaN, but is in no bucket.
  void Observe(double value, uint64_t times = 1);

  // For those whose observations were counted elsewhere, such as in the kernel: adds to a bucket by
  // its index at the schema of the constructor, and to the sum.  Beyond the buckets of the smallest
  // and the largest double, that one is meant.
  void AddToBucket(int32_t index, uint64_t count) { Add(&positive_, index, count); }
  void AddToNegativeBucket(int32_t index, uint64_t count) { Add(&negative_, index, count); }
  void AddToSum(double amount) { sum_ += amount; }

  // As after the constructor.
  void Clear() { *this = NativeHistogram(first_schema_, zero_threshold_, most_buckets_); }

  int schema() const { return schema_; }
  uint64_t count() const { return count_; }
  double sum() const { return sum_; }

  // Lends what it holds to hand_over(const weir_native_histogram&), for that call.
  template <class HandOver>
  void Lend(HandOver hand_over) const;

 private:
  using Buckets = std::map<int32_t, uint64_t>;

  struct Sparse {
    std::vector<weir_bucket_span> spans;
    std::vector<uint64_t> counts;

    explicit Sparse(const Buckets& buckets);
    weir_sparse_buckets Borrowed() const {
      return {spans.data(), spans.size(), counts.data(), counts.size()};
    }
  };

  static int32_t Lowest(int schema) {
    return schema >= 0 ? -1074 * (1 << schema) : -(1074 >> -schema);
  }
  static int32_t Highest(int schema) {
    return schema >= 0 ? 1024 * (1 << schema) : 1024 >> -schema;
  }
  int32_t IndexOf(double size) const;
  void Add(Buckets* buckets, int32_t index, uint64_t count);
  void Put(Buckets* buckets, int32_t index, uint64_t count);
  void Merge();

  int first_schema_;
  int schema_;
  double zero_threshold_;
  size_t most_buckets_;
  uint64_t zero_count_ = 0;
  uint64_t count_ = 0;
  double sum_ = 0;
  Buckets positive_;
  Buckets negative_;
};

// ---- Implementation ----------------------------------------------------------------------------

// Of a positive number; infinity is in the bucket after the largest double's.
inline int32_t NativeHistogram::IndexOf(double size) const {
  if (std::isinf(size)) return Highest(schema_) + 1;
  int exponent = 0;
  double fraction = std::frexp(size, &exponent);  // in [0.5, 1)
  if (schema_ > 0) {
    double steps = 1 << schema_;
    return static_cast<int32_t>(std::ceil(std::log2(fraction) * steps)) +
           exponent * static_cast<int32_t>(steps);
  }
  if (fraction == 0.5) --exponent;  // a power of two is its bucket's upper bound
  int width = 1 << -schema_;
  return static_cast<int32_t>(std::ceil(static_cast<double>(exponent) / width));
}

inline void NativeHistogram::Observe(double value, uint64_t times) {
  if (times == 0) return;
  sum_ += value * static_cast<double>(times);
  if (std::isnan(value)) {
    count_ += times;
  } else if (std::abs(value) <= zero_threshold_) {
    zero_count_ += times;
    count_ += times;
  } else {
    Put(value > 0 ? &positive_ : &negative_, IndexOf(std::abs(value)), times);
  }
}

// An index at the first schema, brought to the one there is now.
inline void NativeHistogram::Add(Buckets* buckets, int32_t index, uint64_t count) {
  if (count == 0) return;
  index = std::clamp(index, Lowest(first_schema_), Highest(first_schema_) + 1);
  for (int schema = first_schema_; schema > schema_; --schema) index = (index + 1) >> 1;
  Put(buckets, index, count);
}

inline void NativeHistogram::Put(Buckets* buckets, int32_t index, uint64_t count) {
  (*buckets)[index] += count;
  count_ += count;
  while (positive_.size() + negative_.size() > most_buckets_ && schema_ > kLeastSchema) Merge();
}

// Halves the resolution: buckets 2i-1 and 2i become bucket i.
inline void NativeHistogram::Merge() {
  --schema_;
  for (Buckets* buckets : {&positive_, &negative_}) {
    Buckets merged;
    for (const auto& [index, count] : *buckets) merged[(index + 1) >> 1] += count;
    buckets->swap(merged);
  }
}

inline NativeHistogram::Sparse::Sparse(const Buckets& buckets) {
  int32_t end = 0;
  for (const auto& [index, count] : buckets) {
    if (spans.empty() || index != end) spans.push_back(weir_bucket_span{index - end, 0});
    ++spans.back().length;
    counts.push_back(count);
    end = index + 1;
  }
}

template <class HandOver>
void NativeHistogram::Lend(HandOver hand_over) const {
  Sparse positive(positive_), negative(negative_);
  weir_native_histogram lent = {};
  lent.schema = schema_;
  lent.zero_threshold = zero_threshold_;
  lent.zero_count = zero_count_;
  lent.positive = positive.Borrowed();
  lent.negative = negative.Borrowed();
  hand_over(lent);
}

}  // namespace v1
}  // namespace weir
