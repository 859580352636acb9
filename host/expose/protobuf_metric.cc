#include "expose/protobuf_metric.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "expose/protobuf_fields.h"
#include "expose/protobuf_labels.h"
#include "expose/protobuf_native.h"

namespace weir::expose {
namespace {

using series::Exemplar;
using series::Slot;
using Shape = ProtobufSection::Shape;

// Fields of the messages of io.prometheus.client; labels come encoded.
namespace field {
constexpr unsigned kFamilyMetric = 4;
constexpr unsigned kSummary = 4, kTimestamp = 6, kHistogram = 7;  // of Metric
constexpr unsigned kValue = 1, kCounterExemplar = 2;              // of Gauge, Counter, Untyped
constexpr unsigned kSampleCount = 1, kSampleSum = 2;              // of Summary and Histogram
constexpr unsigned kSampleCountFloat = 4;                         // of Histogram
constexpr unsigned kQuantiles = 3, kQuantile = 1, kQuantileValue = 2;
constexpr unsigned kBuckets = 3, kCumulativeCount = 1, kUpperBound = 2, kBucketExemplar = 3;
constexpr unsigned kCumulativeCountFloat = 4;
constexpr unsigned kExemplarValue = 2, kExemplarTimestamp = 3;
constexpr unsigned kCounterCreated = 3, kSummaryCreated = 4, kHistogramCreated = 15;
constexpr unsigned kSeconds = 1, kNanos = 2;
}  // namespace field

constexpr double kUnsignedIntegers = 18446744073709551616.0;  // 2^64

const Exemplar* FindExemplar(const ProtobufSeries& series, Slot slot) {
  const auto& exemplars = series.samples.exemplars;
  if (exemplars.empty()) return nullptr;
  const auto found = std::ranges::lower_bound(exemplars, slot, {}, &Exemplar::slot);
  return found != exemplars.end() && found->slot == slot ? &*found : nullptr;
}

// nullptr if there is none.
const series::NativeHistogram* FindNative(const ProtobufSeries& series) {
  const auto& natives = series.samples.natives;
  if (natives.empty()) return nullptr;
  const auto found =
      std::ranges::lower_bound(natives, series.first, {}, &series::AttachedNative::first);
  return found != natives.end() && found->first == series.first ? &*found->histogram : nullptr;
}

template <class Out>
void PutTime(Out& out, unsigned number, int64_t ms) {
  out.Message(number, [&](auto& timestamp) {
    timestamp.Varint(field::kSeconds, static_cast<uint64_t>(ms / 1000));
    timestamp.Varint(field::kNanos, static_cast<uint64_t>(ms % 1000 * 1'000'000));
  });
}

template <class Out>
void PutCreated(Out& out, unsigned number, const ProtobufSeries& series) {
  const auto& created = series.samples.created;
  if (created.empty() || created[series.first] == 0) return;
  PutTime(out, number, created[series.first]);
}

// A count is an integer where it is one, and a double where not.
template <class Out>
void PutCount(Out& out, unsigned integer_field, unsigned double_field, double count) {
  if (count >= 0 && count < kUnsignedIntegers && std::trunc(count) == count) {
    out.Varint(integer_field, static_cast<uint64_t>(count));
  } else {
    out.Double(double_field, count);
  }
}

// A summary has no field for a count that is no integer: what is behind the point is not said.
uint64_t WholeCount(double count) {
  return count < kUnsignedIntegers ? static_cast<uint64_t>(count)
                                   : std::numeric_limits<uint64_t>::max();
}

template <class Out>
void PutExemplar(Out& out, unsigned number, const Exemplar* exemplar) {
  if (exemplar == nullptr) return;
  std::string labels;
  AppendLabelPairs(labels, exemplar->labels);
  out.Message(number, [&](auto& message) {
    message.Encoded(labels);
    message.Double(field::kExemplarValue, exemplar->value);
    if (exemplar->timestamp_ms != 0)
      PutTime(message, field::kExemplarTimestamp, exemplar->timestamp_ms);
  });
}

template <class Out>
void PutRow(Out& out, const ProtobufSection& section, const ProtobufRow& row,
            const ProtobufSeries& series) {
  const Slot slot = series.first + static_cast<Slot>(row.slot);
  out.Encoded(row.label);
  out.Message(section.value_field, [&](auto& value) {
    value.Double(field::kValue, series.samples.values[slot]);
    if (series.family.type != series::Type::kCounter) return;
    PutExemplar(value, field::kCounterExemplar, FindExemplar(series, slot));
    PutCreated(value, field::kCounterCreated, series);
  });
}

template <class Out>
void PutSummary(Out& out, const ProtobufSeries& series) {
  const auto& bounds = series.family.bounds;
  const double* const values = &series.samples.values[series.first];
  out.Message(field::kSummary, [&](auto& summary) {
    summary.Varint(field::kSampleCount, WholeCount(values[bounds.size()]));
    summary.Double(field::kSampleSum, values[bounds.size() + 1]);
    for (size_t i = 0; i < bounds.size(); ++i) {
      summary.Message(field::kQuantiles, [&](auto& quantile) {
        quantile.Double(field::kQuantile, bounds[i]);
        quantile.Double(field::kQuantileValue, values[i]);
      });
    }
    PutCreated(summary, field::kSummaryCreated, series);
  });
}

template <class Out>
void PutBucket(Out& out, const ProtobufSeries& series, size_t i) {
  const auto& bounds = series.family.bounds;
  const Slot slot = series.first + static_cast<Slot>(i);
  out.Message(field::kBuckets, [&](auto& bucket) {
    PutCount(bucket, field::kCumulativeCount, field::kCumulativeCountFloat,
             series.samples.values[slot]);
    bucket.Double(field::kUpperBound,
                  i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity());
    PutExemplar(bucket, field::kBucketExemplar, FindExemplar(series, slot));
  });
}

// classic: also the buckets of the family's bounds.
template <class Out>
void PutHistogram(Out& out, const ProtobufSeries& series, bool classic) {
  const size_t bounds = series.family.bounds.size();
  const double* const values = &series.samples.values[series.first];
  const auto* const native = FindNative(series);
  out.Message(field::kHistogram, [&](auto& histogram) {
    PutCount(histogram, field::kSampleCount, field::kSampleCountFloat, values[bounds]);
    histogram.Double(field::kSampleSum, values[bounds + 1]);
    for (size_t i = 0; classic && i <= bounds; ++i) PutBucket(histogram, series, i);
    if (native != nullptr) PutNative(histogram, *native);
    PutCreated(histogram, field::kHistogramCreated, series);
  });
}

template <class Out>
void PutWhole(Out& out, const ProtobufSection& section, const ProtobufSeries& series) {
  if (section.shape == Shape::kSummary) return PutSummary(out, series);
  PutHistogram(out, series, section.shape == Shape::kHistogram);
}

template <class Out>
void PutTimestamp(Out& out, const ProtobufSeries& series) {
  const auto& timestamps = series.samples.timestamps;
  if (timestamps.empty() || timestamps[series.first] == 0) return;
  out.Varint(field::kTimestamp, static_cast<uint64_t>(timestamps[series.first]));
}

// Calls use with each metric of the series: a function that puts its fields.
template <class Use>
void ForEachMetric(const ProtobufSection& section, const ProtobufSeries& series, const Use& use) {
  if (section.shape == Shape::kRows) {
    for (const ProtobufRow& row : section.rows) {
      use([&](auto& out) {
        out.Encoded(series.labels);
        PutRow(out, section, row, series);
        PutTimestamp(out, series);
      });
    }
    return;
  }
  if (section.shape == Shape::kNative && FindNative(series) == nullptr) return;
  use([&](auto& out) {
    out.Encoded(series.labels);
    PutWhole(out, section, series);
    PutTimestamp(out, series);
  });
}

}  // namespace

size_t SizeOfMetrics(const ProtobufSection& section, const ProtobufSeries& series) {
  FieldSizes sizes;
  ForEachMetric(section, series,
                [&](const auto& metric) { sizes.Message(field::kFamilyMetric, metric); });
  return sizes.size();
}

void AppendMetrics(Buffer& out, const ProtobufSection& section, const ProtobufSeries& series) {
  constexpr size_t kKeyAndLength = 11;
  ForEachMetric(section, series, [&](const auto& metric) {
    const size_t size = SizeOf(metric);
    FieldWriter writer(out.Reserve(size + kKeyAndLength));
    writer.Length(field::kFamilyMetric, size);
    metric(writer);
    out.Advance(writer.end());
  });
}

}  // namespace weir::expose
