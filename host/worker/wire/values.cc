#include "worker/wire/values.h"

#include <algorithm>
#include <cstring>

#include "worker/wire/reader.h"

namespace weir::wire {
namespace {

constexpr size_t kRunHeader = 2 * sizeof(uint32_t);

size_t ValueBytes(Type type) {
  return type == Type::kTimedValues ? sizeof(double) + sizeof(int64_t) : sizeof(double);
}

template <class T>
std::span<const T> Aligned(std::string_view bytes, std::vector<T>& out) {
  out.resize(bytes.size() / sizeof(T));
  if (!bytes.empty()) memcpy(out.data(), bytes.data(), bytes.size());
  return out;
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

}  // namespace weir::wire
