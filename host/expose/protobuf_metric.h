// One series as messages io.prometheus.client.Metric.
#pragma once

#include <cstddef>
#include <string_view>

#include "expose/buffer.h"
#include "expose/protobuf_section.h"
#include "series/family.h"
#include "series/samples.h"

namespace weir::expose {

struct ProtobufSeries {
  const series::Family& family;
  const series::Samples& samples;
  std::string_view labels;  // its label pairs, encoded
  series::Slot first;
};

// The bytes that the series adds to its family's message: all its metrics, each as a field.
size_t SizeOfMetrics(const ProtobufSection& section, const ProtobufSeries& series);
void AppendMetrics(Buffer& out, const ProtobufSection& section, const ProtobufSeries& series);

}  // namespace weir::expose
