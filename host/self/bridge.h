// From prometheus-cpp's collected families into a recording.
#pragma once

#include <prometheus/metric_family.h>

#include "series/recording.h"

namespace weir::self {

// Adds what is new and pushes all.  All metrics of a family have the same label names.
void Carry(const prometheus::MetricFamily& family, series::Recording& recording);

}  // namespace weir::self
