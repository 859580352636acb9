// The page at "/": where things are, and how the collectors do.  Plain HTML without scripts.
#pragma once

#include <string>
#include <string_view>

#include "collect/fleet.h"

namespace weir::web {

// metrics: the telemetry path; collector_base: what a collector's name is appended to.
std::string LandingPage(const collect::Reading& reading, std::string_view metrics,
                        std::string_view collector_base, std::string_view version);

// For text and for attributes in double quotes.
std::string EscapeHtml(std::string_view text);

// "12 ms", "3.2 s", "5 min", "2 h"; of what is below zero, "0 ms".
std::string ShortDuration(Duration duration);

}  // namespace weir::web
