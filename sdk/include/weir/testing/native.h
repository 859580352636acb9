// Native histograms as a plugin under test gave them, with the rules of weir/plugin.h.
#pragma once

#include <weir/plugin.h>
#include <weir/testing/number.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace weir {
inline namespace v1 {
namespace testing {

struct Native {
  int32_t schema = 0;
  double zero_threshold = 0;
  uint64_t zero_count = 0;
  std::map<int64_t, uint64_t> positive;  // count by index
  std::map<int64_t, uint64_t> negative;
  std::string mistake;  // of what cannot be read
};

// Gives the buckets by index; empty, and the sentence that says why, if they cannot be read.
inline std::map<int64_t, uint64_t> ReadBuckets(const weir_sparse_buckets& buckets,
                                               std::string* mistake) {
  std::map<int64_t, uint64_t> read;
  int64_t index = 0;
  size_t used = 0;
  for (size_t i = 0; i < buckets.span_count; ++i) {
    const weir_bucket_span& span = buckets.spans[i];
    if (span.length == 0) *mistake = "a span of no buckets";
    if (i > 0 && span.offset < 0) *mistake = "spans that do not rise";
    if (span.length > buckets.bucket_count - used) *mistake = "spans of more buckets than counts";
    if (!mistake->empty()) return {};
    index += span.offset;
    for (uint32_t k = 0; k < span.length; ++k) read[index++] = buckets.counts[used++];
  }
  if (used < buckets.bucket_count) *mistake = "spans of fewer buckets than counts";
  return read;
}

inline Native ReadNative(const weir_native_histogram& histogram) {
  Native native;
  native.schema = histogram.schema;
  native.zero_threshold = histogram.zero_threshold;
  native.zero_count = histogram.zero_count;
  native.positive = ReadBuckets(histogram.positive, &native.mistake);
  native.negative = ReadBuckets(histogram.negative, &native.mistake);
  return native;
}

// Whether there are doubles in each bucket; the one after the largest double's is infinity's.
inline bool HaveDoubles(const std::map<int64_t, uint64_t>& buckets, int32_t schema) {
  if (buckets.empty()) return true;
  double width = std::exp2(-schema);
  double lowest = static_cast<double>(buckets.begin()->first) * width;
  double below_highest = static_cast<double>(buckets.rbegin()->first - 1) * width;
  return lowest >= -1074 && below_highest <= 1024;
}

inline double Observations(const Native& native) {
  double total = static_cast<double>(native.zero_count);
  for (const auto* buckets : {&native.positive, &native.negative}) {
    for (const auto& [index, count] : *buckets) total += static_cast<double>(count);
  }
  return total;
}

// Empty if it may be shown with a series of that count and sum.
inline std::string NativeMistake(const Native& native, double count, double sum) {
  if (!native.mistake.empty()) return "a native histogram with " + native.mistake;
  if (native.schema < -4 || native.schema > 8) return "a schema that is not from -4 to 8";
  if (!std::isfinite(native.zero_threshold) || native.zero_threshold < 0) {
    return "a zero threshold that is negative or not finite";
  }
  if (!HaveDoubles(native.positive, native.schema) ||
      !HaveDoubles(native.negative, native.schema)) {
    return "a bucket where there are no doubles";
  }
  if (native.positive.size() + native.negative.size() > 10000) return "more than 10000 buckets";
  double observations = Observations(native);
  bool agrees = std::isnan(sum) ? observations <= count : observations == count;
  return agrees ? "" : "a native histogram that does not add up to the count";
}

// "schema 3 zero 0.001:2 negative 1:1 positive 4:1 5:7": counts by index.
inline std::string NativeText(const Native& native) {
  std::string text = "schema " + std::to_string(native.schema) + " zero " +
                     NumberText(native.zero_threshold) + ":" + std::to_string(native.zero_count);
  auto write = [&](const char* sign, const std::map<int64_t, uint64_t>& buckets) {
    if (!buckets.empty()) text += sign;
    for (const auto& [index, count] : buckets) {
      text += " " + std::to_string(index) + ":" + std::to_string(count);
    }
  };
  write(" negative", native.negative);
  write(" positive", native.positive);
  return text;
}

}  // namespace testing
}  // namespace v1
}  // namespace weir
