// Bounds and quantiles as label values.
#pragma once

#include <string>

namespace weir::strict {

// As Prometheus 3 stores it (OpenMetrics 1.0, "Considerations: Canonical Numbers"): as few digits
// as read back as the same number, with a point, and with an exponent from 1e6 and below 1e-4.
// REQUIRES: finite.
std::string CanonicalBound(double bound);

}  // namespace weir::strict
