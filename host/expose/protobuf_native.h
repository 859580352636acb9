// A native histogram as fields of io.prometheus.client.Histogram.
#pragma once

#include "expose/protobuf_fields.h"
#include "series/native_histogram.h"

namespace weir::expose {

// What sint32 and sint64 are: small numbers of both signs in few bytes.
constexpr uint64_t ZigZag(int64_t number) {
  return static_cast<uint64_t>(number) << 1 ^ static_cast<uint64_t>(number >> 63);
}

// Each bucket's difference to the one before it, as one field.
inline std::string PackedDeltas(const std::vector<uint64_t>& counts) {
  std::string packed(counts.size() * 10, '\0');
  char* end = packed.data();
  int64_t before = 0;
  for (const uint64_t count : counts) {
    const auto now = static_cast<int64_t>(count);
    end = WriteVarint(end, ZigZag(now - before));
    before = now;
  }
  packed.resize(static_cast<size_t>(end - packed.data()));
  return packed;
}

template <class Out>
void PutSpan(Out& out, unsigned number, const series::BucketSpan& span) {
  constexpr unsigned kOffset = 1, kLength = 2;
  out.Message(number, [&](auto& message) {
    message.Varint(kOffset, ZigZag(span.offset));
    message.Varint(kLength, span.length);
  });
}

template <class Out>
void PutBuckets(Out& out, unsigned span_number, unsigned delta_number,
                const series::SparseBuckets& buckets) {
  for (const auto& span : buckets.spans) PutSpan(out, span_number, span);
  if (!buckets.counts.empty()) out.Bytes(delta_number, PackedDeltas(buckets.counts));
}

template <class Out>
void PutNative(Out& out, const series::NativeHistogram& native) {
  constexpr unsigned kSchema = 5, kZeroThreshold = 6, kZeroCount = 7;
  constexpr unsigned kNegativeSpan = 9, kNegativeDelta = 10;
  constexpr unsigned kPositiveSpan = 12, kPositiveDelta = 13;
  out.Varint(kSchema, ZigZag(native.schema));
  out.Double(kZeroThreshold, native.zero_threshold);
  out.Varint(kZeroCount, native.zero_count);
  PutBuckets(out, kNegativeSpan, kNegativeDelta, native.negative);
  PutBuckets(out, kPositiveSpan, kPositiveDelta, native.positive);
  // Prometheus tells one that is empty from a classic histogram by a span of nothing.
  if (series::BucketCount(native) == 0) PutSpan(out, kPositiveSpan, {0, 0});
}

}  // namespace weir::expose
