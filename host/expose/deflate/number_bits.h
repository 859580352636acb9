// Numbers as bits of a code whose digits take four (see literal_code.h), many digits at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir::expose {

// Nibbles with their bits the other way round, as codes are packed.
inline uint64_t ReverseNibbles(uint64_t nibbles) {
  nibbles = (nibbles >> 1 & 0x5555555555555555) | (nibbles & 0x5555555555555555) << 1;
  return (nibbles >> 2 & 0x3333333333333333) | (nibbles & 0x3333333333333333) << 2;
}

#ifdef __SSE2__

// Sixteen characters.
class NibbleText {
 public:
  explicit NibbleText(const char* text)
      : text_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text))) {}

  // Bit i: the i-th is a digit or a point.
  uint32_t Known() const {
    const __m128i clamped =
        _mm_min_epu8(_mm_max_epu8(text_, _mm_set1_epi8('.')), _mm_set1_epi8('9'));
    const __m128i known =
        _mm_andnot_si128(_mm_cmpeq_epi8(text_, _mm_set1_epi8('/')), _mm_cmpeq_epi8(clamped, text_));
    return static_cast<uint32_t>(_mm_movemask_epi8(known));
  }

  // Their codes, the first lowest; anything for one that is not known.
  uint64_t Codes() const {
    const __m128i codes = _mm_subs_epu8(text_, _mm_set1_epi8('/'));
    const __m128i pairs =
        _mm_and_si128(_mm_or_si128(codes, _mm_srli_epi16(codes, 4)), _mm_set1_epi16(0xFF));
    const __m128i packed = _mm_packus_epi16(pairs, pairs);
    return ReverseNibbles(static_cast<uint64_t>(_mm_cvtsi128_si64(packed)));
  }

 private:
  __m128i text_;
};

#else

class NibbleText {
 public:
  explicit NibbleText(const char* text) { memcpy(text_, text, sizeof text_); }

  uint32_t Known() const {
    uint32_t known = 0;
    for (unsigned i = 0; i < sizeof text_; ++i) {
      const bool knows = text_[i] == '.' || (text_[i] >= '0' && text_[i] <= '9');
      known |= static_cast<uint32_t>(knows) << i;
    }
    return known;
  }

  uint64_t Codes() const {
    uint64_t codes = 0;
    for (unsigned i = 0; i < sizeof text_; ++i) {
      const int code = text_[i] == '.' ? 0 : (text_[i] - '/') & 15;
      codes |= static_cast<uint64_t>(code) << (4 * i);
    }
    return ReverseNibbles(codes);
  }

 private:
  char text_[16];
};

#endif

}  // namespace weir::expose
