// The steps are those of shortest_decimal.cc and of VectorDigits in sixteen_digits.h, in eight
// lanes of 64 bits.  Processors without AVX-512 IFMA are left out: the older ones slow down all
// they do for a while when they use registers that wide.
#include "expose/eight_decimals.h"

#if defined(__x86_64__)

#include <immintrin.h>

#include "expose/powers_of_ten.h"

#define WEIR_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx512ifma")))

namespace weir::expose {
namespace {

using Lanes = __m512i;
using Mask = __mmask8;

constexpr int64_t kFractionMask = (int64_t{1} << 52) - 1;
constexpr int64_t kHiddenBit = int64_t{1} << 52;
constexpr int64_t kFromPowerOfTwo = 1075;  // what a biased exponent is above that of the last bit
constexpr int64_t kEightDigits = 100'000'000;
constexpr int64_t kSeventeenDigits = 10'000'000'000'000'000;
constexpr double kExactIntegers = 9007199254740992.0;  // 2^53

WEIR_AVX512 inline Lanes All(int64_t value) { return _mm512_set1_epi64(value); }

// The lower half of a lane times the lower half of another.
WEIR_AVX512 inline Lanes Times(Lanes a, Lanes b) { return _mm512_mul_epu32(a, b); }

struct Product {
  Lanes high, low;
};

WEIR_AVX512 inline Product Multiply(Lanes a, Lanes b) {
  const Lanes lower = All(0xFFFFFFFF);
  const Lanes a_high = _mm512_srli_epi64(a, 32), b_high = _mm512_srli_epi64(b, 32);
  const Lanes low = Times(a, b);
  const Lanes t = _mm512_add_epi64(_mm512_srli_epi64(low, 32), Times(a_high, b));
  const Lanes u = _mm512_add_epi64(_mm512_and_si512(t, lower), Times(a, b_high));
  const Lanes high = _mm512_add_epi64(_mm512_srli_epi64(t, 32), Times(a_high, b_high));
  return {_mm512_add_epi64(high, _mm512_srli_epi64(u, 32)),
          _mm512_or_si512(_mm512_slli_epi64(u, 32), _mm512_and_si512(low, lower))};
}

// In units of 10^k, as in shortest_decimal.cc.
struct Scaled {
  Lanes whole, fraction, half_width;
  __m256i k;
};

WEIR_AVX512 inline Lanes Gather(__m256i index, const uint64_t* from) {
  return _mm512_i32gather_epi64(_mm256_slli_epi32(index, 1), from, 8);
}

WEIR_AVX512 inline Scaled Scale(Lanes bits) {
  const Lanes c = _mm512_or_si512(_mm512_and_si512(bits, All(kFractionMask)), All(kHiddenBit));
  const __m256i q =
      _mm512_cvtepi64_epi32(_mm512_sub_epi64(_mm512_srli_epi64(bits, 52), All(kFromPowerOfTwo)));
  const __m256i k = _mm256_srai_epi32(_mm256_mullo_epi32(q, _mm256_set1_epi32(kLog10OfTwo)), 20);
  const __m256i power = _mm256_sub_epi32(_mm256_setzero_si256(), k);
  const __m256i log2 =
      _mm256_srai_epi32(_mm256_mullo_epi32(power, _mm256_set1_epi32(kLog2OfTen)), 16);
  const Lanes shift =
      _mm512_cvtepi32_epi64(_mm256_add_epi32(_mm256_add_epi32(q, log2), _mm256_set1_epi32(1)));
  const __m256i index = _mm256_sub_epi32(power, _mm256_set1_epi32(kLeastPowerOfTen));
  const Lanes power_high = Gather(index, &kPowersOfTen[0].high);
  const Lanes shifted = _mm512_sllv_epi64(c, shift);
  const Product product = Multiply(shifted, power_high);
  const Lanes below = Multiply(shifted, Gather(index, &kPowersOfTen[0].low)).high;
  const Lanes fraction = _mm512_add_epi64(product.low, below);
  const Mask carry = _mm512_cmplt_epu64_mask(fraction, below);
  const Lanes whole = _mm512_mask_add_epi64(product.high, carry, product.high, All(1));
  return {whole, fraction, _mm512_srlv_epi64(power_high, _mm512_sub_epi64(All(5), shift)), k};
}

WEIR_AVX512 inline Mask TooNear(Lanes a, Lanes b) {
  return _mm512_cmple_epu64_mask(_mm512_add_epi64(_mm512_sub_epi64(a, b), All(2)), All(4));
}

// The shortest multiple of 10^k that reads back as x; a one for each that was found.
WEIR_AVX512 inline Mask Multiple(const Scaled& x, Lanes& found) {
  const Lanes tenth =
      _mm512_srli_epi64(Multiply(x.whole, All(static_cast<int64_t>(0xCCCCCCCCCCCCCCCD))).high, 3);
  const Lanes tens = _mm512_add_epi64(_mm512_slli_epi64(tenth, 3), _mm512_slli_epi64(tenth, 1));
  const Lanes above = _mm512_or_si512(_mm512_slli_epi64(_mm512_sub_epi64(x.whole, tens), 60),
                                      _mm512_srli_epi64(x.fraction, 4));
  const Lanes below = _mm512_sub_epi64(All(static_cast<int64_t>(uint64_t{10} << 60)), above);
  const Lanes half = All(static_cast<int64_t>(uint64_t{1} << 63));
  const auto unclear = static_cast<Mask>(TooNear(above, x.half_width) |
                                         TooNear(below, x.half_width) | TooNear(x.fraction, half));
  found = _mm512_add_epi64(x.whole, _mm512_srli_epi64(x.fraction, 63));
  found = _mm512_mask_mov_epi64(found, _mm512_cmplt_epu64_mask(above, x.half_width), tens);
  found = _mm512_mask_add_epi64(found, _mm512_cmplt_epu64_mask(below, x.half_width), tens, All(10));
  return static_cast<Mask>(~unclear & _mm512_test_epi64_mask(found, found));
}

// The quotient in the lower half of each part, the remainder in the upper.
WEIR_AVX512 inline Lanes ByTenThousand(Lanes value) {
  const Lanes quotient = _mm512_srli_epi64(Times(value, All(3518437209)), 45);
  const Lanes rest = _mm512_sub_epi64(value, Times(quotient, All(10000)));
  return _mm512_or_si512(quotient, _mm512_slli_epi64(rest, 32));
}
WEIR_AVX512 inline Lanes ByHundred(Lanes value) {
  const Lanes quotient = _mm512_srli_epi16(_mm512_mulhi_epu16(value, _mm512_set1_epi16(5243)), 3);
  const Lanes rest = _mm512_sub_epi16(value, _mm512_mullo_epi16(quotient, _mm512_set1_epi16(100)));
  return _mm512_or_si512(quotient, _mm512_slli_epi32(rest, 16));
}
WEIR_AVX512 inline Lanes ByTen(Lanes value) {
  const Lanes quotient = _mm512_mulhi_epu16(value, _mm512_set1_epi16(6554));
  const Lanes rest = _mm512_sub_epi16(value, _mm512_mullo_epi16(quotient, _mm512_set1_epi16(10)));
  return _mm512_or_si512(quotient, _mm512_slli_epi16(rest, 8));
}

// The digits of values below 10^8.
WEIR_AVX512 inline Lanes Eight(Lanes values) { return ByTen(ByHundred(ByTenThousand(values))); }

// digits: below 10^17.
WEIR_AVX512 inline void Split(Lanes digits, EightDecimals& out) {
  // 10^8 is 2^8 * 390625; the factor is 2^70 / 390625, exact enough for values below 2^51.
  const Lanes nine =
      _mm512_srli_epi64(_mm512_madd52hi_epu64(_mm512_setzero_si512(), _mm512_srli_epi64(digits, 8),
                                              All(3022314549036573)),
                        18);
  const Lanes low = _mm512_sub_epi64(digits, Times(nine, All(kEightDigits)));
  const Lanes first = _mm512_srli_epi64(Times(nine, All(1441151881)), 57);  // 2^57 / 10^8
  const Lanes high = _mm512_sub_epi64(nine, Times(first, All(kEightDigits)));
  const Lanes highs = Eight(high), lows = Eight(low);
  const Lanes front = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
  const Lanes back = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
  _mm512_store_si512(out.rest[0], _mm512_permutex2var_epi64(highs, front, lows));
  _mm512_store_si512(out.rest[4], _mm512_permutex2var_epi64(highs, back, lows));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(out.first), _mm512_cvtepi64_epi8(first));
}

// Which ones are finite, not near zero, no powers of two, below 2^53 and no integers.
WEIR_AVX512 inline Mask Usual(__m512d sizes) {
  const Lanes bits = _mm512_castpd_si512(sizes);
  const Mask fraction = _mm512_test_epi64_mask(bits, All(kFractionMask));
  const Mask normal = _mm512_cmpge_epu64_mask(bits, All(kHiddenBit));
  const Mask small = _mm512_cmp_pd_mask(sizes, _mm512_set1_pd(kExactIntegers), _CMP_LT_OQ);
  const __m512d truncated = _mm512_roundscale_pd(sizes, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC);
  const Mask broken = _mm512_cmp_pd_mask(truncated, sizes, _CMP_NEQ_UQ);
  return static_cast<Mask>(fraction & normal & small & broken);
}

}  // namespace

bool CanFindEightDecimals() {
  static const bool can = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512vl") &&
                          __builtin_cpu_supports("avx512ifma");
  return can;
}

WEIR_AVX512 uint8_t FindEightDecimals(const double* values, EightDecimals& out) {
  const __m512d sizes = _mm512_abs_pd(_mm512_loadu_pd(values));
  const Mask usual = Usual(sizes);
  if (usual == 0) return 0;
  // What is not usual must not lead outside of the table.
  const Lanes bits = _mm512_mask_mov_epi64(_mm512_castpd_si512(_mm512_set1_pd(1.5)), usual,
                                           _mm512_castpd_si512(sizes));
  const Scaled x = Scale(bits);
  Lanes found;
  const Mask known = Multiple(x, found);
  const Mask missing = _mm512_cmplt_epu64_mask(found, All(kSeventeenDigits));
  const Lanes times_ten =
      _mm512_add_epi64(_mm512_slli_epi64(found, 3), _mm512_slli_epi64(found, 1));
  Split(_mm512_mask_mov_epi64(found, missing, times_ten), out);
  const __m256i exponent = _mm256_add_epi32(x.k, _mm256_set1_epi32(16));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out.exponent),
                      _mm256_mask_sub_epi32(exponent, missing, exponent, _mm256_set1_epi32(1)));
  return static_cast<uint8_t>(usual & known);
}

}  // namespace weir::expose

#else

namespace weir::expose {

bool CanFindEightDecimals() { return false; }
uint8_t FindEightDecimals(const double*, EightDecimals&) { return 0; }

}  // namespace weir::expose

#endif
