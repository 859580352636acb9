#include "statistics.h"

#include <time.h>

#include <algorithm>
#include <cmath>

namespace weir::bench {
namespace {

double Read(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

}  // namespace

double NowNs() { return Read(CLOCK_MONOTONIC); }
double ThreadCpuNs() { return Read(CLOCK_THREAD_CPUTIME_ID); }

double Median(std::vector<double> values) { return Quantile(std::move(values), 0.5); }

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double rank = std::ceil(share * static_cast<double>(values.size()));
  return values[static_cast<size_t>(std::max(rank, 1.0)) - 1];
}

double GrowthExponent(double size_a, double cost_a, double size_b, double cost_b) {
  return std::log(cost_b / cost_a) / std::log(size_b / size_a);
}

}  // namespace weir::bench
