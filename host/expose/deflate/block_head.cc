#include "expose/deflate/block_head.h"

#include <array>
#include <stdexcept>
#include <vector>

#include "expose/deflate/alphabet.h"
#include "expose/deflate/code.h"

namespace weir::expose {
namespace {

// Lengths of codes are themselves coded, with symbols for repetitions.
constexpr size_t kLengthSymbols = 19;
constexpr uint8_t kRepeat = 16;     // the one before 3 to 6 times: 2 more bits
constexpr uint8_t kZeros = 17;      // 3 to 10 zeros: 3 more bits
constexpr uint8_t kManyZeros = 18;  // 11 to 138 zeros: 7 more bits
constexpr unsigned kLongestLengthCode = 7;

struct Step {
  uint8_t symbol;
  uint8_t extra = 0;
};

unsigned ExtraBits(uint8_t symbol) {
  return symbol == kRepeat ? 2 : symbol == kZeros ? 3 : symbol == kManyZeros ? 7 : 0;
}

// Steps for `count` equal lengths.
void AppendRun(std::vector<Step>& steps, uint8_t length, size_t count) {
  if (length != 0) {
    steps.push_back({length});
    --count;
  }
  while (count >= 3) {
    const bool many = length == 0 && count >= 11;
    const size_t most = length != 0 ? 6 : many ? 138 : 10;
    const size_t part = std::min(count, most);
    steps.push_back({length != 0 ? kRepeat
                     : many      ? kManyZeros
                                 : kZeros,
                     static_cast<uint8_t>(part - (many ? 11 : 3))});
    count -= part;
  }
  steps.insert(steps.end(), count, {length});
}

std::vector<Step> StepsOf(const std::vector<uint8_t>& lengths) {
  std::vector<Step> steps;
  for (size_t i = 0; i < lengths.size();) {
    size_t end = i;
    while (end < lengths.size() && lengths[end] == lengths[i]) ++end;
    AppendRun(steps, lengths[i], end - i);
    i = end;
  }
  return steps;
}

std::array<uint8_t, kLengthSymbols> LengthsOfSteps(const std::vector<Step>& steps) {
  std::array<uint32_t, kLengthSymbols> frequencies{};
  for (const Step& step : steps) ++frequencies[step.symbol];
  std::array<uint8_t, kLengthSymbols> lengths{};
  if (!ShareSpace(frequencies, kCodeSpace, {1, kLongestLengthCode}, lengths))
    throw std::logic_error("no code for the lengths of codes");
  return lengths;
}

}  // namespace

void PutBlockHead(BitWriter& out, std::span<const uint8_t> literals,
                  std::span<const uint8_t> distances) {
  static constexpr std::array<uint8_t, kLengthSymbols> kOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                                 11, 4,  12, 3, 13, 2, 14, 1, 15};
  std::vector<uint8_t> lengths(literals.begin(), literals.end());
  lengths.insert(lengths.end(), distances.begin(), distances.end());
  const auto steps = StepsOf(lengths);
  const auto step_lengths = LengthsOfSteps(steps);
  const auto codes = CodesOf(step_lengths);
  out.Put(0b100, 3);  // codes of its own, not the last block
  out.Put(literals.size() - 257, 5);
  out.Put(distances.size() - 1, 5);
  out.Put(kOrder.size() - 4, 4);
  for (const uint8_t symbol : kOrder) out.Put(step_lengths[symbol], 3);
  for (const Step& step : steps) {
    out.Put(codes[step.symbol].bits, codes[step.symbol].length);
    out.Put(step.extra, ExtraBits(step.symbol));
  }
}

}  // namespace weir::expose
