// Sixteen decimal digits as two halves below 10^8: as bytes of a vector register where there is
// one, else as two words.  Both forms do the same.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "expose/digits.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir::expose {

class WordDigits {
 public:
  WordDigits(uint32_t high, uint32_t low) : high_(EightDigits(high)), low_(EightDigits(low)) {}
  explicit WordDigits(const uint8_t (&digits)[16]) : high_(Load(digits)), low_(Load(digits + 8)) {}

  // How many are left without the zeros behind them.
  int count() const {
    return low_ != 0 ? 16 - std::countl_zero(low_) / 8 : 8 - std::countl_zero(high_) / 8;
  }

  void Write(char* out) const {
    Store(out, high_ | kEightZeros);
    Store(out + 8, low_ | kEightZeros);
  }

  // Leaves room for one character behind the first `before`; it may be overwritten.
  // REQUIRES: before < 16.
  void WriteWithGap(char* out, size_t before) const {
    char digits[16];
    Write(digits);
    memcpy(out, digits, before);
    memcpy(out + before + 1, digits + before, sizeof digits - before);
  }

 private:
  static uint64_t Load(const uint8_t* digits) {
    uint64_t word;
    memcpy(&word, digits, sizeof word);
    return word;
  }

  const uint64_t high_;
  const uint64_t low_;
};

#ifdef __SSE2__

// In each step all lanes are divided at once, as in EightDigits().
class VectorDigits {
 public:
  VectorDigits(uint32_t high, uint32_t low) {
    const __m128i eights = _mm_set_epi64x(low, high);
    const __m128i quotients = _mm_srli_epi64(_mm_mul_epu32(eights, Lanes64(3518437209)), 45);
    const __m128i fours = Join<32>(quotients, eights, _mm_mul_epu32(quotients, Lanes64(10000)));
    const __m128i hundreds = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi16(5243)), 3);
    const __m128i pairs = Join<16>(hundreds, fours, Times(hundreds, 100));
    const __m128i tens = _mm_mulhi_epu16(pairs, _mm_set1_epi16(6554));
    digits_ = Join<8>(tens, pairs, Times(tens, 10));
  }

  explicit VectorDigits(const uint8_t (&digits)[16])
      : digits_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(digits))) {}

  int count() const {
    const int others = _mm_movemask_epi8(_mm_cmpgt_epi8(digits_, _mm_setzero_si128()));
    return 32 - std::countl_zero(static_cast<uint32_t>(others));
  }

  void Write(char* out) const { StoreVector(out, Characters()); }

  void WriteWithGap(char* out, size_t before) const {
    // Sixteen bytes from 16 - n on have n bytes of ones in front.
    static constexpr uint64_t kOnesThenZeros[4] = {~uint64_t{0}, ~uint64_t{0}, 0, 0};
    const __m128i characters = Characters();
    const __m128i front = LoadVector(reinterpret_cast<const char*>(kOnesThenZeros) + 16 - before);
    const __m128i moved = _mm_slli_si128(characters, 1);
    StoreVector(out + 1, characters);
    StoreVector(out,
                _mm_or_si128(_mm_and_si128(front, characters), _mm_andnot_si128(front, moved)));
  }

 private:
  static __m128i Lanes64(int64_t value) { return _mm_set1_epi64x(value); }
  static __m128i Times(__m128i a, int16_t b) { return _mm_mullo_epi16(a, _mm_set1_epi16(b)); }

  // The quotient in the low half of each lane, the remainder in the high half.
  template <int kHalf>
  static __m128i Join(__m128i quotient, __m128i whole, __m128i product) {
    const __m128i remainder = _mm_sub_epi16(whole, product);
    if constexpr (kHalf == 32) return quotient | _mm_slli_epi64(_mm_sub_epi32(whole, product), 32);
    if constexpr (kHalf == 16) return quotient | _mm_slli_epi32(remainder, 16);
    return quotient | _mm_slli_epi16(remainder, 8);
  }

  __m128i Characters() const { return _mm_or_si128(digits_, _mm_set1_epi8('0')); }

  static __m128i LoadVector(const char* from) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  }

  static void StoreVector(char* out, __m128i bytes) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
  }

  __m128i digits_;
};

using SixteenDigits = VectorDigits;

#else

using SixteenDigits = WordDigits;

#endif

}  // namespace weir::expose
