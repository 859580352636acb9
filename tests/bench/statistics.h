// Clocks and the few numbers that are made from many measurements.
#pragma once

#include <cstdint>
#include <vector>

namespace weir::bench {

double NowNs();        // CLOCK_MONOTONIC
double ThreadCpuNs();  // of the calling thread

// 0 of nothing.
double Median(std::vector<double> values);
// The smallest value that at least `share` (0 to 1) of all do not exceed; 0 of nothing.
double Quantile(std::vector<double> values, double share);

// The exponent e of cost ~ size^e between two sizes.
double GrowthExponent(double size_a, double cost_a, double size_b, double cost_b);

}  // namespace weir::bench
