// What stands in protobuf for one family: the fields of io.prometheus.client.MetricFamily before
// its metrics, and how a series becomes metrics.  Prometheus makes the names of the samples from
// the type, and has other ones for gauge histograms than OpenMetrics: these are three families of
// gauges, and one of what is native.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "series/family.h"
#include "series/names.h"

namespace weir::expose {

// One sample of a series that is a metric of its own.
struct ProtobufRow {
  std::string label;  // the pair that the type itself puts on it, encoded, or empty
  size_t slot;        // offset from the series' first
};

struct ProtobufSection {
  enum class Shape { kRows, kHistogram, kNative, kSummary };  // kNative: that alone

  std::string front;  // name, help, type and unit, encoded
  Shape shape = Shape::kRows;
  unsigned value_field = 0;       // of Metric: gauge, counter or untyped; for rows
  std::vector<ProtobufRow> rows;  // for rows
};

// As many for every family of a type.
std::vector<ProtobufSection> ProtobufSections(const series::Family& family,
                                              series::Escaping escaping);

}  // namespace weir::expose
