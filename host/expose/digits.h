// Decimal digits, eight at a time in one word: the first digit is the lowest byte.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace weir::expose {

inline constexpr uint32_t kFourDigits = 10'000;
inline constexpr uint64_t kEightDigits = 100'000'000;
inline constexpr uint64_t kEightZeros = 0x3030303030303030;  // "00000000"

// Below, a product and a shift divide by 100 and by 10, exactly for values of four and two digits,
// in all lanes of the word at once.

// The digits 0 to 9 (not their characters) of a value below 10^4.
inline uint32_t FourDigits(uint32_t value) {
  const uint32_t hundreds = value * 5243 >> 19;
  const uint32_t pairs = hundreds | (value - 100 * hundreds) << 16;
  const uint32_t tens = pairs * 103 >> 10 & 0x000F000F;
  return tens | (pairs - 10 * tens) << 8;
}

// The same of a value below 10^8.
inline uint64_t EightDigits(uint32_t value) {
  const uint64_t fours = value / kFourDigits | uint64_t{value % kFourDigits} << 32;
  const uint64_t hundreds = fours * 10486 >> 20 & 0x0000007F0000007F;
  const uint64_t pairs = hundreds | (fours - 100 * hundreds) << 16;
  const uint64_t tens = pairs * 103 >> 10 & 0x000F000F000F000F;
  return tens | (pairs - 10 * tens) << 8;
}

// The characters of a word, the lowest byte first.
template <class Word>
void Store(char* out, Word characters) {
  static_assert(std::endian::native == std::endian::little);
  memcpy(out, &characters, sizeof characters);
}

// Without zeros in front: writes a whole word, of which what is before the end returned counts.
template <class Word>
char* StoreWithoutZeros(char* out, Word digits) {
  constexpr int kSize = sizeof digits;
  constexpr Word kLast = Word{1} << 8 * (kSize - 1);  // zero is one digit long
  const int zeros = std::countr_zero(digits | kLast) / 8;
  Store(out, (digits | static_cast<Word>(kEightZeros)) >> 8 * zeros);
  return out + kSize - zeros;
}

// Writes at most 24 bytes.
inline char* WriteUnsigned(char* out, uint64_t value) {
  if (value < kFourDigits) return StoreWithoutZeros(out, FourDigits(static_cast<uint32_t>(value)));
  if (value < kEightDigits)
    return StoreWithoutZeros(out, EightDigits(static_cast<uint32_t>(value)));
  out = WriteUnsigned(out, value / kEightDigits);
  Store(out, EightDigits(static_cast<uint32_t>(value % kEightDigits)) | kEightZeros);
  return out + 8;
}

}  // namespace weir::expose
