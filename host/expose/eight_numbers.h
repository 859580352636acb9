// Numbers eight at a time: where the processor has AVX-512, the digits of all are found at once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::expose {

// What the shortest decimals of eight doubles are made of.
struct EightDecimals {
  alignas(64) uint8_t rest[8][16];  // digits behind the first
  uint8_t first[8];
  int32_t exponent[8];  // as of a Decimal
};

class EightNumbers {
 public:
  static constexpr size_t kSize = 8;

  // REQUIRES: kSize values, which stay until others are taken.
  void Take(const double* values);

  // As WriteNumber() of one of those taken.
  char* Write(char* out, size_t i) const;

 private:
  const double* values_ = nullptr;
  uint8_t quick_ = 0;  // a one for each whose decimal is here
  EightDecimals decimals_ = {};
};

}  // namespace weir::expose
