#include "expose/deflate/code.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include "expose/deflate/alphabet.h"

namespace weir::expose {
namespace {

// The symbols that have a frequency, the most frequent first.
std::vector<size_t> ByFrequency(std::span<const uint32_t> frequencies) {
  std::vector<size_t> order;
  for (size_t i = 0; i < frequencies.size(); ++i) {
    if (frequencies[i] > 0) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::ranges::greater(), [&](size_t i) { return frequencies[i]; });
  return order;
}

// Lets each of them take no more than its share, as far as a code can be so long.
uint32_t TakeShares(std::span<const uint32_t> frequencies, const std::vector<size_t>& order,
                    uint32_t space, CodeBounds bounds, std::span<uint8_t> lengths) {
  double total = 0;
  for (const size_t i : order) total += frequencies[i];
  uint32_t taken = 0;
  for (const size_t i : order) {
    const double share = frequencies[i] / total * space / kCodeSpace;
    const double length =
        std::clamp<double>(std::ceil(-std::log2(share)), bounds.least, bounds.most);
    lengths[i] = static_cast<uint8_t>(length);
    taken += SpaceOf(lengths[i]);
  }
  return taken;
}

// Lengthens the rarest that can be, until they fit.
void GiveBack(const std::vector<size_t>& order, uint32_t space, uint32_t& taken, unsigned most,
              std::span<uint8_t> lengths) {
  for (auto i = order.rbegin(); i != order.rend() && taken > space; ++i) {
    while (lengths[*i] < most && taken > space) taken -= SpaceOf(++lengths[*i]);
  }
}

// Shortens the most frequent that can be, until nothing is left.
void TakeRest(const std::vector<size_t>& order, uint32_t space, uint32_t& taken, unsigned least,
              std::span<uint8_t> lengths) {
  for (bool more = true; more && taken < space;) {
    more = false;
    for (const size_t i : order) {
      if (lengths[i] <= least || SpaceOf(lengths[i]) > space - taken) continue;
      taken += SpaceOf(lengths[i]--);
      more = true;
    }
  }
}

uint16_t Reversed(uint32_t bits, unsigned count) {
  uint32_t out = 0;
  for (unsigned i = 0; i < count; ++i) out |= (bits >> i & 1) << (count - 1 - i);
  return static_cast<uint16_t>(out);
}

}  // namespace

bool ShareSpace(std::span<const uint32_t> frequencies, uint32_t space, CodeBounds bounds,
                std::span<uint8_t> lengths) {
  // What remains in the end may be less than any of the codes: then the rarest symbol gets the
  // smallest part that the space has, and the others share what is left.
  for (auto order = ByFrequency(frequencies); !order.empty(); order.pop_back()) {
    uint32_t taken = TakeShares(frequencies, order, space, bounds, lengths);
    GiveBack(order, space, taken, bounds.most, lengths);
    TakeRest(order, space, taken, bounds.least, lengths);
    if (taken == space) return true;
    const auto length = kLongestCode - static_cast<unsigned>(std::countr_zero(space));
    if (length < bounds.least || length > bounds.most) return false;
    lengths[order.back()] = static_cast<uint8_t>(length);
    space -= SpaceOf(length);
  }
  return false;
}

std::vector<Code> CodesOf(std::span<const uint8_t> lengths) {
  std::array<uint32_t, kLongestCode + 2> next{};
  for (const uint8_t length : lengths) next[length + 1u] += length > 0;
  for (size_t length = 1; length < next.size(); ++length)
    next[length] = (next[length] + next[length - 1]) * 2;
  std::vector<Code> codes(lengths.size());
  for (size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] > 0) codes[i] = {Reversed(next[lengths[i]]++, lengths[i]), lengths[i]};
  }
  return codes;
}

}  // namespace weir::expose
