// The work of the benchmark's plugin itself: its collect() called directly, into a sink that drops
// everything.  What a scrape of Weir costs contains it, and the table takes it off.
#pragma once

#include <cstddef>
#include <string>

#include "change.h"
#include "error/result.h"

namespace weir::bench {

// CPU nanoseconds of one collection (the median of some), in this process.
Result<double> MeasurePluginAlone(const std::string& path, size_t series, Change change);

}  // namespace weir::bench
