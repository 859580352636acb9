#include "expose/deflate/literal_code.h"

#include <algorithm>

#include "expose/deflate/alphabet.h"
#include "expose/deflate/code.h"

namespace weir::expose {

std::optional<std::vector<uint8_t>> LiteralLengths(std::vector<uint32_t> frequencies) {
  std::vector<uint8_t> lengths(kLiteralSymbols);
  const auto at_least_once = [&](size_t symbol) {
    frequencies[symbol] = std::max(frequencies[symbol], 1u);
  };
  for (const char c : kOtherInNumbers) at_least_once(static_cast<uint8_t>(c));
  at_least_once('\n');
  at_least_once(kEndOfBlock);
  uint32_t space = kCodeSpace;
  for (const char c : kNibbles) {
    frequencies[static_cast<uint8_t>(c)] = 0;
    lengths[static_cast<uint8_t>(c)] = kNibble;
    space -= SpaceOf(kNibble);
  }
  if (!ShareSpace(frequencies, space, {kNibble + 1, kLongestCode}, lengths)) return std::nullopt;
  return lengths;
}

}  // namespace weir::expose
