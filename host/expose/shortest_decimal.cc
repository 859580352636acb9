// With a double c * 2^q and 10^k <= 2^q < 10^(k+1), every number strictly between the middles to
// its neighbours reads back as the double.  That interval is at least 10^k and less than 10^(k+1)
// wide, so it holds at most one multiple of 10^(k+1), which is then the shortest, and else the
// nearest multiple of 10^k is (R. Giulietti, The Schubfach way to render doubles).
//
// One product with a rounded power of ten decides that in nearly all cases: it errs by less than
// two units of the last bit that is looked at, and what is nearer to a limit is left to others.
#include "expose/shortest_decimal.h"

#include <bit>

#include "expose/powers_of_ten.h"

namespace weir::expose {
namespace {

__extension__ typedef unsigned __int128 Wide;

constexpr int kFractionBits = 52;
constexpr uint64_t kHiddenBit = uint64_t{1} << kFractionBits;
constexpr uint64_t kSeventeenDigits = 10'000'000'000'000'000;  // the least number of so many

// In units of 10^k: whole + fraction / 2^64 is the double, half_width / 2^60 half its interval.
struct Scaled {
  uint64_t whole;
  uint64_t fraction;
  uint64_t half_width;
};

Scaled Scale(uint64_t c, int q, int k) {
  const PowerOfTen& power = PowerOfTenAt(-k);
  const int shift = q + FloorLog2OfPowerOfTen(-k) + 1;  // 1 to 4
  const uint64_t shifted = c << shift;
  const Wide low = static_cast<Wide>(shifted) * power.low;
  const Wide product = static_cast<Wide>(shifted) * power.high + static_cast<uint64_t>(low >> 64);
  return {static_cast<uint64_t>(product >> 64), static_cast<uint64_t>(product),
          power.high >> (5 - shift)};
}

// Whether a and b may be equal, or on the other side of each other than they seem.
bool TooNear(uint64_t a, uint64_t b) { return a - b + 2 <= 4; }

// The shortest multiple of 10^k that reads back as x.  Below a power of two the interval is half as
// wide, so the nearest multiple of 10^k may lie outside; there a multiple of 10^(k+1) must do.
template <bool kPowerOfTwo>
std::optional<uint64_t> Multiple(const Scaled& x) {
  constexpr uint64_t kTen = uint64_t{10} << 60;
  constexpr uint64_t kHalf = uint64_t{1} << 63;
  const uint64_t tens = x.whole / 10 * 10;
  const uint64_t above = (x.whole - tens) << 60 | x.fraction >> 4;
  const uint64_t below = kTen - above;
  const uint64_t half_width_below = x.half_width >> (kPowerOfTwo ? 1 : 0);
  if (TooNear(above, half_width_below) || TooNear(below, x.half_width) ||
      TooNear(x.fraction, kHalf)) {
    return std::nullopt;
  }
  uint64_t found = kPowerOfTwo ? 0 : x.whole + (x.fraction >> 63);
  if (above < half_width_below) found = tens;
  if (below < x.half_width) found = tens + 10;
  return found != 0 ? std::optional(found) : std::nullopt;
}

}  // namespace

std::optional<Decimal> ShortestDecimal(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  const uint64_t fraction = bits & (kHiddenBit - 1);
  const int biased = static_cast<int>(bits >> kFractionBits);
  if (biased == 0 || biased == 0x7FF) return std::nullopt;
  const int q = biased - 1075;
  const int k = FloorLog10OfPowerOfTwo(q);
  const Scaled x = Scale(fraction | kHiddenBit, q, k);
  const auto multiple = fraction == 0 ? Multiple<true>(x) : Multiple<false>(x);
  if (!multiple) return std::nullopt;
  // Without a branch, as either is as likely.
  const int missing = *multiple < kSeventeenDigits;
  return Decimal{*multiple * static_cast<uint64_t>(1 + 9 * missing), k + 16 - missing};
}

}  // namespace weir::expose
