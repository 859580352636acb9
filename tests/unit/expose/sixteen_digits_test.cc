#include "expose/sixteen_digits.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace weir::expose {
namespace {

template <class Digits>
class SixteenDigitsTest : public testing::Test {};

// What this machine takes, and what takes its place elsewhere.
using Forms = testing::Types<WordDigits, SixteenDigits>;
TYPED_TEST_SUITE(SixteenDigitsTest, Forms);

constexpr uint32_t kEight = 100'000'000;

std::string Padded(uint32_t value) {
  const std::string text = std::to_string(value);
  return std::string(8 - text.size(), '0') + text;
}

template <class Digits>
void ExpectDigits(uint32_t high, uint32_t low) {
  const Digits digits(high, low);
  const std::string text = Padded(high) + Padded(low);
  char out[17];
  digits.Write(out);
  ASSERT_EQ(std::string(out, 16), text);
  ASSERT_EQ(digits.count(), static_cast<int>(text.find_last_not_of('0') + 1)) << text;
  for (size_t before = 0; before < 16; ++before) {
    digits.WriteWithGap(out, before);
    ASSERT_EQ(std::string(out, before), text.substr(0, before));
    ASSERT_EQ(std::string(out + before + 1, 16 - before), text.substr(before));
  }
}

TYPED_TEST(SixteenDigitsTest, WritesAndCountsRandomDigits) {
  std::mt19937 random(1);
  std::uniform_int_distribution<uint32_t> eight(0, kEight - 1);
  for (int i = 0; i < 50'000; ++i) {
    ASSERT_NO_FATAL_FAILURE(ExpectDigits<TypeParam>(eight(random), eight(random)));
  }
}

TYPED_TEST(SixteenDigitsTest, CountsNoZerosBehindTheLastDigit) {
  for (uint32_t power = 1; power < kEight; power *= 10) {
    for (const uint32_t value : {power, 9 * power, kEight - power}) {
      ASSERT_NO_FATAL_FAILURE(ExpectDigits<TypeParam>(value, 0));
      ASSERT_NO_FATAL_FAILURE(ExpectDigits<TypeParam>(0, value));
      ASSERT_NO_FATAL_FAILURE(ExpectDigits<TypeParam>(value, value));
    }
  }
  ASSERT_NO_FATAL_FAILURE(ExpectDigits<TypeParam>(0, 0));
}

TYPED_TEST(SixteenDigitsTest, DividesEveryFourDigitsRight) {
  for (uint32_t four = 0; four < 10'000; ++four) {
    ASSERT_NO_FATAL_FAILURE(ExpectDigits<TypeParam>(four * 10'000 + 9999 - four, four));
  }
}

}  // namespace
}  // namespace weir::expose
