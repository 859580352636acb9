// Codes for literals and lengths in which every digit and the point take four bits: a number is
// then packed without looking at its digits one by one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace weir::expose {

// In this order their codes are 0 to 10; no other code is so short.
inline constexpr std::string_view kNibbles = ".0123456789";
inline constexpr unsigned kNibble = 4;
// What else may be in a number; each has a code in every template.
inline constexpr std::string_view kOtherInNumbers = "-+eNaInf";

// The lengths of all literal symbols, so that those with a frequency, kNibbles and kOtherInNumbers
// have codes.  Nothing if there are none such.
std::optional<std::vector<uint8_t>> LiteralLengths(std::vector<uint32_t> frequencies);

}  // namespace weir::expose
