#include "expose/deflate/code.h"

#include <gtest/gtest.h>

#include <random>

#include "expose/deflate/alphabet.h"
#include "expose/deflate/distance_code.h"
#include "expose/deflate/literal_code.h"

namespace weir::expose {
namespace {

uint32_t SpaceOfAll(std::span<const uint8_t> lengths) {
  uint32_t space = 0;
  for (const uint8_t length : lengths) space += SpaceOf(length);
  return space;
}

TEST(ShareSpace, TakesExactlyTheSpace) {
  std::mt19937 random(1);
  for (int turn = 0; turn < 2000; ++turn) {
    std::vector<uint32_t> frequencies(2 + random() % 285);
    for (auto& frequency : frequencies)
      frequency = static_cast<uint32_t>(random() >> (random() % 32));
    frequencies[0] = frequencies[1] = 1;
    std::vector<uint8_t> lengths(frequencies.size());
    ASSERT_TRUE(ShareSpace(frequencies, kCodeSpace, {}, lengths)) << turn;
    EXPECT_EQ(SpaceOfAll(lengths), kCodeSpace);
    for (size_t i = 0; i < lengths.size(); ++i) EXPECT_EQ(lengths[i] > 0, frequencies[i] > 0);
  }
}

TEST(ShareSpace, KeepsItsBounds) {
  const std::vector<uint32_t> frequencies = {1u << 30, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  std::vector<uint8_t> lengths(frequencies.size());
  ASSERT_TRUE(ShareSpace(frequencies, kCodeSpace, {2, 5}, lengths));
  for (const uint8_t length : lengths) EXPECT_TRUE(length >= 2 && length <= 5) << int{length};
}

TEST(ShareSpace, GivesTheFrequentShorterCodes) {
  const std::vector<uint32_t> frequencies = {1, 1000, 10, 100};
  std::vector<uint8_t> lengths(4);
  ASSERT_TRUE(ShareSpace(frequencies, kCodeSpace, {}, lengths));
  EXPECT_EQ(lengths, (std::vector<uint8_t>{3, 1, 3, 2}));
}

TEST(ShareSpace, SaysWhenThereIsNoSuchCode) {
  const std::vector<uint32_t> one = {5};
  std::vector<uint8_t> lengths(1);
  EXPECT_FALSE(ShareSpace(one, kCodeSpace, {}, lengths));
  const std::vector<uint32_t> three = {1, 1, 1};
  lengths.resize(3);
  EXPECT_FALSE(ShareSpace(three, kCodeSpace, {2, 15}, lengths));
}

// The example of RFC 1951 3.2.2, the bits the other way round.
TEST(CodesOf, AreThoseOfTheStandard) {
  const std::vector<uint8_t> lengths = {3, 3, 3, 3, 3, 2, 4, 4};
  const auto codes = CodesOf(lengths);
  const std::vector<uint16_t> bits = {0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111};
  for (size_t i = 0; i < codes.size(); ++i) EXPECT_EQ(codes[i].bits, bits[i]) << i;
}

TEST(LiteralLengths, DigitsAreFourBitsInOrder) {
  std::mt19937 random(2);
  for (int turn = 0; turn < 500; ++turn) {
    std::vector<uint32_t> frequencies(kLiteralSymbols);
    for (auto& frequency : frequencies)
      frequency = random() % 3 == 0 ? static_cast<uint32_t>(random() % 5000) : 0;
    const auto lengths = LiteralLengths(frequencies);
    ASSERT_TRUE(lengths);
    EXPECT_EQ(SpaceOfAll(*lengths), kCodeSpace);
    const auto codes = CodesOf(*lengths);
    for (size_t i = 0; i < kNibbles.size(); ++i) {
      const Code& code = codes[static_cast<uint8_t>(kNibbles[i])];
      const size_t straight = (code.bits & 1u) << 3 | (code.bits & 2u) << 1 |
                              (code.bits & 4u) >> 1 | (code.bits & 8u) >> 3;
      EXPECT_EQ(straight, i);
      EXPECT_EQ(code.length, kNibble);
    }
  }
}

TEST(LiteralLengths, WhateverMayBeInANumberHasACode) {
  const auto lengths = LiteralLengths(std::vector<uint32_t>(kLiteralSymbols));
  ASSERT_TRUE(lengths);
  for (const char c : std::string("-+eNaInf\n")) EXPECT_GT((*lengths)[static_cast<uint8_t>(c)], 0);
  EXPECT_GT((*lengths)[kEndOfBlock], 0);
}

TEST(DistanceCode, NearDistancesAreOfOneWidth) {
  for (const Reach near :
       {Reach{1, 1}, Reach{40, 90}, Reach{60, 65}, Reach{1, 4000}, Reach{30000, 32768}}) {
    const auto code = DistanceCode::Make(near, std::vector<uint32_t>(kDistanceSymbols));
    ASSERT_TRUE(code) << near.least;
    EXPECT_EQ(SpaceOfAll(code->lengths()), kCodeSpace) << near.least;
    const Reach& all = code->near();
    EXPECT_TRUE(all.Contains(near)) << near.least;
    ASSERT_EQ(code->NearFields().size(), all.most - all.least + 1);
    for (size_t distance = all.least; distance <= all.most; ++distance)
      ASSERT_EQ(code->FieldOf(distance).width, code->width()) << distance;
  }
}

TEST(DistanceCode, EveryOtherDistanceHasACode) {
  for (const Reach near : {Reach{}, Reach{100, 200}, Reach{5, 3000}}) {
    const auto code = DistanceCode::Make(near, std::vector<uint32_t>(kDistanceSymbols));
    ASSERT_TRUE(code);
    for (const uint8_t length : code->lengths()) EXPECT_GT(length, 0);
  }
}

}  // namespace
}  // namespace weir::expose
