// What zlib makes of one gzip member with nothing behind it; anything else is a finding.
#pragma once

#include <string>

namespace weir::fuzz {

std::string Inflate(std::string compressed);

}  // namespace weir::fuzz
