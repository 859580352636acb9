#include "worker/wire/values.h"

#include <algorithm>
#include <cstring>

#include "worker/wire/reader.h"

namespace weir::wire {
namespace {

constexpr size_t kRunHeader = 2 * sizeof(uint32_t);
constexpr size_t kCreatedBytes = sizeof(series::Slot) + sizeof(int64_t);

size_t ValueBytes(Type type) {
  return type == Type::kTimedValues ? sizeof(double) + sizeof(int64_t) : sizeof(double);
}

template <class T>
std::span<const T> Aligned(std::string_view bytes, std::vector<T>& out) {
  out.resize(bytes.size() / sizeof(T));
  if (!bytes.empty()) memcpy(out.data(), bytes.data(), bytes.size());
  return out;
}

void Write(Writer& out, const series::SparseBuckets& buckets) {
  out.Each(buckets.spans, [&](const series::BucketSpan& span) {
    out.Number(span.offset);
    out.Number(span.length);
  });
  out.Each(buckets.counts, [&](uint64_t count) { out.Number(count); });
}

series::SparseBuckets ReadBuckets(Reader& in) {
  series::SparseBuckets buckets;
  buckets.spans = in.Each(sizeof(series::BucketSpan), [&] {
    const auto offset = in.Number<int32_t>();
    return series::BucketSpan{offset, in.Number<uint32_t>()};
  });
  buckets.counts = in.Each(sizeof(uint64_t), [&] { return in.Number<uint64_t>(); });
  return buckets;
}

series::NativeHistogram ReadHistogram(Reader& in) {
  series::NativeHistogram histogram;
  histogram.schema = in.Number<int32_t>();
  histogram.zero_threshold = in.Number<double>();
  histogram.zero_count = in.Number<uint64_t>();
  histogram.positive = ReadBuckets(in);
  histogram.negative = ReadBuckets(in);
  return histogram;
}

}  // namespace

void RunWriter::Add(const Run& run) {
  const Type type = run.timestamps_ms.empty() ? Type::kValues : Type::kTimedValues;
  if (type != type_) Flush();
  type_ = type;
  const size_t most = (MostBytes(type) - kRunHeader) / ValueBytes(type);
  for (size_t done = 0; done < run.values.size();) {
    const size_t count = std::min(most, run.values.size() - done);
    AddPart(
        {run.first + static_cast<series::Slot>(done), run.values.subspan(done, count),
         run.timestamps_ms.empty() ? run.timestamps_ms : run.timestamps_ms.subspan(done, count)});
    done += count;
  }
}

void RunWriter::AddPart(const Run& run) {
  const size_t size = kRunHeader + run.values.size() * ValueBytes(type_);
  if (payload_.size() + size > MostBytes(type_)) Flush();
  Writer out(payload_);
  out.Number(run.first);
  out.Number(static_cast<uint32_t>(run.values.size()));
  out.Raw(run.values.data(), run.values.size_bytes());
  out.Raw(run.timestamps_ms.data(), run.timestamps_ms.size_bytes());
}

void RunWriter::Flush() {
  if (payload_.empty()) return;
  encoder_.Add(type_, [this](Writer& out) { out.Raw(payload_.data(), payload_.size()); });
  payload_.clear();
}

Result<void> RunReader::Read(const Frame& frame, const Take& take) {
  Reader in(frame.payload);
  const size_t value_bytes = ValueBytes(frame.type);
  while (in.left() > 0) {
    Run run;
    run.first = in.Number<uint32_t>();
    const size_t count = in.Number<uint32_t>();
    if (!in.ok() || count == 0 || count > in.left() / value_bytes) {
      return Fail("a malformed frame \"" + std::string(Name(frame.type)) + "\"");
    }
    run.values = Aligned(in.Bytes(count * sizeof(double)), values_);
    if (frame.type == Type::kTimedValues)
      run.timestamps_ms = Aligned(in.Bytes(count * sizeof(int64_t)), timestamps_);
    if (auto taken = take(run); !taken) return taken;
  }
  return {};
}

void AddSameValues(Encoder& encoder) {
  encoder.Add(Type::kSameValues, [](Writer&) {});
}

bool AddExemplar(Encoder& encoder, const Exemplar& exemplar) {
  return encoder.Add(Type::kExemplar, [&](Writer& out) {
    out.Number(exemplar.slot);
    out.Number(exemplar.value);
    out.Number(exemplar.timestamp_ms);
    out.Texts(exemplar.names);
    out.Texts(exemplar.values);
  });
}

Result<Exemplar> ReadExemplar(std::string_view payload) {
  Reader in(payload);
  Exemplar exemplar;
  exemplar.slot = in.Number<uint32_t>();
  exemplar.value = in.Number<double>();
  exemplar.timestamp_ms = in.Number<int64_t>();
  exemplar.names = in.Texts();
  exemplar.values = in.Texts();
  if (!in.done()) return Fail("a malformed frame \"exemplar\"");
  return exemplar;
}

bool AddNative(Encoder& encoder, const series::AttachedNative& native) {
  return encoder.Add(Type::kNative, [&](Writer& out) {
    out.Number(native.first);
    out.Number(static_cast<uint8_t>(native.histogram ? 1 : 0));
    if (!native.histogram) return;
    out.Number(native.histogram->schema);
    out.Number(native.histogram->zero_threshold);
    out.Number(native.histogram->zero_count);
    Write(out, native.histogram->positive);
    Write(out, native.histogram->negative);
  });
}

Result<series::AttachedNative> ReadNative(std::string_view payload) {
  Reader in(payload);
  series::AttachedNative native;
  native.first = in.Number<uint32_t>();
  const auto there = in.Number<uint8_t>();
  if (there == 1) native.histogram = ReadHistogram(in);
  if (!in.done() || there > 1) return Fail("a malformed frame \"native histogram\"");
  return native;
}

void AddCreated(Encoder& encoder, std::span<const Created> created) {
  const size_t most = (MostBytes(Type::kCreated) - sizeof(uint32_t)) / kCreatedBytes;
  while (!created.empty()) {
    const auto part = created.first(std::min(most, created.size()));
    encoder.Add(Type::kCreated, [&](Writer& out) {
      out.Each(part, [&](const Created& each) {
        out.Number(each.first);
        out.Number(each.ms);
      });
    });
    created = created.subspan(part.size());
  }
}

Result<std::vector<Created>> ReadCreated(std::string_view payload) {
  Reader in(payload);
  auto created = in.Each(kCreatedBytes, [&] {
    const auto first = in.Number<uint32_t>();
    return Created{first, in.Number<int64_t>()};
  });
  if (!in.done()) return Fail("a malformed frame \"created\"");
  return created;
}

}  // namespace weir::wire
