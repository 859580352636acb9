// A strict reader of the text format, which shares no code with what writes it: what Prometheus or
// promtool would find fault with is an error.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "error/result.h"

namespace weir::chaos {

// What stands before a sample's value, as it is on the page -> the value.
using Samples = std::unordered_map<std::string, double>;

Result<Samples> ReadStrictly(std::string_view page);

}  // namespace weir::chaos
