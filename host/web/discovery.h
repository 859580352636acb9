// The collectors as targets of a Prometheus, each with a page of its own, in the form of its HTTP
// service discovery (http_sd).
#pragma once

#include <string>
#include <string_view>

#include "config/configuration.h"

namespace weir::web {

// JSON: one group for each collector, with its address, `__metrics_path__` and `collector`.
// address: where the collectors are asked, "host:port".  base: what a name is appended to.
std::string TargetGroups(const config::Configuration& configuration, std::string_view address,
                         std::string_view base);

// Whether the text may stand as an address in a target: what a Host header is made of.
bool IsAddress(std::string_view text);

}  // namespace weir::web
