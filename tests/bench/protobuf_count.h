// How many series of the workload stand on a page of io.prometheus.client.MetricFamily messages.
#pragma once

#include <cstddef>
#include <string_view>

#include "error/result.h"

namespace weir::bench {

// Fails if the page is not a row of messages, each behind its length.
Result<size_t> CountMetrics(std::string_view page);

}  // namespace weir::bench
