// What has to hold for the samples of one metric: those of a family with the same labels, but for
// the label that is the type's own.
#pragma once

#include "strict_parser.h"

namespace weir::strict {

// Throws NotStrict if the metrics of a whole family are not apart, or one of them is not right.
void CheckMetrics(const Family& family);

// Throws NotStrict if a histogram has a bound below zero, which OpenMetrics forbids beside a sum.
void CheckNoNegativeBounds(const Family& family);

}  // namespace weir::strict
