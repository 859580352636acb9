#include "expose/decimal_text.h"

#include <cstdlib>

namespace weir::expose {
namespace {

// What stands behind the digits of the scientific form up to 1e+99: "e+99".
constexpr int kExponentSize = 4;

// A decimal's 17 digits.
class Digits {
 public:
  explicit Digits(uint64_t digits) : Digits(digits / kEightDigits, digits % kEightDigits) {}
  Digits(unsigned first, const SixteenDigits& rest)
      : first_(static_cast<char>('0' + first)), rest_(rest) {}

  // How many are left without the zeros behind them.
  int count() const { return 1 + rest_.count(); }

  // All 17.
  void Write(char* out) const {
    *out = first_;
    rest_.Write(out + 1);
  }

  // All 17 with a point behind the first `before`.  REQUIRES: 0 < before < 17.
  void WriteWithPoint(char* out, int before) const {
    *out = first_;
    rest_.WriteWithGap(out + 1, static_cast<size_t>(before - 1));
    out[before] = '.';
  }

 private:
  Digits(uint64_t nine, uint64_t eight) : Digits(nine / kEightDigits, nine, eight) {}

  Digits(uint64_t first, uint64_t nine, uint64_t eight)
      : first_(static_cast<char>('0' + first)),
        rest_(static_cast<uint32_t>(nine - first * kEightDigits), static_cast<uint32_t>(eight)) {}

  const char first_;
  const SixteenDigits rest_;
};

char* WriteExponent(char* out, int exponent) {
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  const int size = std::abs(exponent);
  if (size < 10) *out++ = '0';
  return WriteUnsigned(out, static_cast<uint32_t>(size));
}

char* WriteScientific(char* out, const Digits& digits, int count, int exponent) {
  digits.WriteWithPoint(out, 1);
  return WriteExponent(out + (count > 1 ? count + 1 : 1), exponent);
}

// 0.00ddd with as many zeros behind the point as asked for.
char* WriteSmall(char* out, const Digits& digits, int count, int zeros) {
  Store(out, kEightZeros);
  out[1] = '.';
  out += 2 + zeros;
  digits.Write(out);
  return out + count;
}

char* WriteDigits(char* out, const Digits& digits, int exponent) {
  const int count = digits.count();
  const int before = exponent + 1;
  if (before > 0 && before < count) {
    digits.WriteWithPoint(out, before);
    return out + count + 1;
  }
  // "0." and the zeros against a point, if there are two digits, and the exponent.
  if (before <= 0 && 2 - before <= (count > 1) + kExponentSize)
    return WriteSmall(out, digits, count, -before);
  return WriteScientific(out, digits, count, exponent);
}

}  // namespace

bool IsFixedInteger(const Decimal& decimal) {
  const int count = Digits(decimal.digits).count();
  const int before = decimal.exponent + 1;
  return before >= count && before <= count + (count > 1) + kExponentSize;
}

char* WriteDecimal(char* out, const Decimal& decimal) {
  return WriteDigits(out, Digits(decimal.digits), decimal.exponent);
}

char* WriteDecimal(char* out, unsigned first, const SixteenDigits& rest, int exponent) {
  return WriteDigits(out, Digits(first, rest), exponent);
}

}  // namespace weir::expose
