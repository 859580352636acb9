#include "config/source.h"

#include <gtest/gtest.h>

namespace weir::config {
namespace {

TEST(Source, CountsWithoutTheByteOrderMarkAndWithoutCarriageReturns) {
  const Source source("f",
                      "\xEF\xBB\xBF"
                      "ab\r\ncd\r\n");
  EXPECT_EQ(source.Line(1), "ab");
  EXPECT_EQ(source.Line(2), "cd");
  EXPECT_EQ(source.Line(3), "");
}

TEST(Source, TurnsOffsetsIntoPositionsAndBack) {
  const Source source("f", "ab\n\ncd");
  for (size_t offset = 0; offset <= source.text().size(); ++offset) {
    EXPECT_EQ(source.OffsetOf(source.PositionOf(offset)), offset);
  }
  EXPECT_EQ(source.PositionOf(5), (Position{3, 2}));
}

TEST(Source, MovesAPositionIntoTheText) {
  const Source source("f", "ab\ncdef\n");
  EXPECT_EQ(source.Clamp({2, 3}), (Position{2, 3}));
  EXPECT_EQ(source.Clamp({1, 9}), (Position{1, 3}));
  EXPECT_EQ(source.Clamp({3, 1}), (Position{2, 5}));
  EXPECT_EQ(source.Clamp({1, 0}), (Position{1, 1}));
  EXPECT_EQ(source.Clamp({0, 7}), (Position{0, 0}));
}

TEST(Source, HasOneEmptyLineWhenEmpty) {
  const Source source("f", "");
  EXPECT_EQ(source.Clamp({4, 4}), (Position{1, 1}));
  EXPECT_EQ(source.Excerpt({1, 1}), "\n^");
}

TEST(Excerpt, PutsTheCaretBelowTheByteAsPeopleSeeIt) {
  const Source source("f", "a: x\nn\xC3\xA9: \xC3\xA9 y\n\tk: v\n");
  EXPECT_EQ(source.Excerpt({1, 4}), "a: x\n   ^");
  EXPECT_EQ(source.Excerpt({2, 9}), "n\xC3\xA9: \xC3\xA9 y\n      ^");
  EXPECT_EQ(source.Excerpt({3, 2}), "\tk: v\n\t^");
}

TEST(Excerpt, CutsALongLineAroundThePlace) {
  const Source source("f", std::string(200, 'a') + "X" + std::string(200, 'b'));
  EXPECT_EQ(source.Excerpt({1, 201}), "..." + std::string(60, 'a') + "X" + std::string(39, 'b') +
                                          "...\n" + std::string(63, ' ') + "^");
  EXPECT_EQ(source.Excerpt({1, 1}), std::string(100, 'a') + "...\n^");
}

TEST(Excerpt, ShowsNoControlCharacterAndNoMalformedByte) {
  const Source source("f", "a\x1B[31m\xFF\xC2\x9B");
  EXPECT_EQ(source.Excerpt({1, 7}), "a?[31m??\n      ^");
  EXPECT_EQ(Source("f", "a\rb\xC2\x85").Excerpt({1, 1}), "a?b?\n^");
}

// Found by fuzzing: the cut went back over all of them, to before the caret.
TEST(Excerpt, CutsALineOfHalvesOfCharacters) {
  const Source source("f", std::string(100, 'a') + std::string(200, '\x80'));
  EXPECT_EQ(source.Excerpt({1, 110}), "..." + std::string(51, 'a') + std::string(46, '?') +
                                          "...\n" + std::string(63, ' ') + "^");
}

}  // namespace
}  // namespace weir::config
