#include "expose/deflate/distance_code.h"

#include "expose/deflate/alphabet.h"

namespace weir::expose {
namespace {

// The symbols of near distances, both included.
struct Symbols {
  size_t first;
  size_t last;
};

// What the codes of one width take of all codes.
uint32_t SpaceFor(Symbols symbols, unsigned width) {
  uint32_t space = 0;
  for (size_t symbol = symbols.first; symbol <= symbols.last; ++symbol) {
    const unsigned extra = DistanceExtraBits(symbol);
    space += width > extra ? SpaceOf(width - extra) : kCodeSpace;
  }
  return space;
}

// The least width that leaves a sixteenth to other distances.
unsigned WidthFor(Symbols symbols) {
  unsigned width = 1;
  while (SpaceFor(symbols, width) > kCodeSpace / 16 * 15) ++width;
  return width;
}

}  // namespace

std::optional<DistanceCode> DistanceCode::Make(Reach near, std::vector<uint32_t> frequencies) {
  std::vector<uint8_t> lengths(kDistanceSymbols);
  for (uint32_t& frequency : frequencies) ++frequency;  // together they fill what is left
  uint32_t space = kCodeSpace;
  unsigned width = 0;
  if (!near.empty()) {
    const Symbols symbols = {DistanceSymbol(near.least).number, DistanceSymbol(near.most).number};
    width = WidthFor(symbols);
    for (size_t symbol = symbols.first; symbol <= symbols.last; ++symbol) {
      const unsigned length = width - DistanceExtraBits(symbol);
      if (length > kLongestCode) return std::nullopt;
      lengths[symbol] = static_cast<uint8_t>(length);
      frequencies[symbol] = 0;
    }
    space -= SpaceFor(symbols, width);
    near = {LeastDistance(symbols.first), LeastDistance(symbols.last + 1) - 1};
  }
  if (!ShareSpace(frequencies, space, {}, lengths)) return std::nullopt;
  return DistanceCode(near, width, std::move(lengths));
}

Field DistanceCode::FieldOf(size_t distance) const {
  const Symbol symbol = DistanceSymbol(distance);
  const Code& code = codes_[symbol.number];
  return {code.bits | symbol.extra << code.length, code.length + symbol.extra_bits};
}

std::vector<uint32_t> DistanceCode::NearFields() const {
  std::vector<uint32_t> fields;
  for (size_t distance = near_.least; distance <= near_.most; ++distance)
    fields.push_back(FieldOf(distance).bits);
  return fields;
}

}  // namespace weir::expose
