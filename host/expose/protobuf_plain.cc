#include "expose/protobuf_plain.h"

#include "expose/protobuf_fields.h"

namespace weir::expose {
namespace {

constexpr unsigned kFamilyMetric = 4;  // of MetricFamily
constexpr unsigned kValue = 1;         // of Gauge, Counter, Untyped
constexpr size_t kValueSize = 1 + sizeof(double);
constexpr size_t kBehindLabels = 2 + kValueSize;  // the value's message behind key and length
constexpr size_t kMostExtra = 1 + 10 + kBehindLabels;

// use(labels, slot) for each series that is shown.
template <class Use>
void ForEachShown(const series::Block& block, const series::Samples& samples, const Use& use) {
  const uint8_t* const shown = samples.shown.data();
  const size_t slots = samples.shown.size();
  const char* labels = block.text.data();
  for (const auto& line : block.lines) {
    const char* const end = block.text.data() + line.end;
    if (line.slot < slots && shown[line.slot] != 0) use(std::string_view(labels, end), line.slot);
    labels = end;
  }
}

}  // namespace

bool ArePlain(const ProtobufSection& section, const series::Samples& samples) {
  return section.shape == ProtobufSection::Shape::kRows && section.rows.size() == 1 &&
         section.rows[0].label.empty() && samples.timestamps.empty() && samples.exemplars.empty() &&
         samples.created.empty();
}

size_t SizeOfPlain(const series::Block& block, const series::Samples& samples) {
  size_t size = 0;
  ForEachShown(block, samples, [&size](std::string_view labels, series::Slot) {
    const size_t metric = labels.size() + kBehindLabels;
    size += 1 + VarintSize(metric) + metric;
  });
  return size;
}

void AppendPlain(Buffer& out, const ProtobufSection& section, const series::Block& block,
                 const series::Samples& samples) {
  const double* const values = samples.values.data() + section.rows[0].slot;
  FieldWriter writer(out.Reserve(block.text.size() + block.lines.size() * kMostExtra));
  ForEachShown(block, samples, [&](std::string_view labels, series::Slot slot) {
    writer.Length(kFamilyMetric, labels.size() + kBehindLabels);
    writer.Encoded(labels);
    writer.Length(section.value_field, kValueSize);
    writer.Double(kValue, values[slot]);
  });
  out.Advance(writer.end());
}

}  // namespace weir::expose
