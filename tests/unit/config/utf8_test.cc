#include "config/utf8.h"

#include <gtest/gtest.h>

#include <string>

#include "config/quoted.h"

namespace weir::config {
namespace {

using namespace std::string_literals;

TEST(Utf8, KnowsTheFirstAndLastCharacterOfEachLength) {
  for (const std::string& text :
       {"\x00"s, "\x7F"s, "\xC2\x80"s, "\xDF\xBF"s, "\xE0\xA0\x80"s, "\xED\x9F\xBF"s,
        "\xEE\x80\x80"s, "\xEF\xBF\xBF"s, "\xF0\x90\x80\x80"s, "\xF4\x8F\xBF\xBF"s}) {
    EXPECT_EQ(CharacterLength(text), text.size()) << Quoted(text);
  }
}

TEST(Utf8, RefusesOverlongFormsSurrogatesAndWhatIsBeyondUnicode) {
  for (const std::string& text :
       {"\x80"s, "\xC0\xAF"s, "\xC1\xBF"s, "\xC2"s, "\xC2\x20"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s,
        "\xE2\x82"s, "\xF0\x8F\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s, ""s}) {
    EXPECT_EQ(CharacterLength(text), 0U) << Quoted(text);
  }
}

TEST(Utf8, FindsTheFirstMalformedByte) {
  EXPECT_EQ(FirstMalformed("caf\xC3\xA9"), std::string::npos);
  EXPECT_EQ(FirstMalformed("caf\xC3\xA9 \xE9t\xE9"), 6U);
}

TEST(Utf8, ClipsBetweenCharacters) {
  EXPECT_EQ(Clip("a\xC3\xA9z", 2), "a");
  EXPECT_EQ(Clip("a\xC3\xA9z", 3), "a\xC3\xA9");
  EXPECT_EQ(Clip("a", 3), "a");
  EXPECT_EQ(Clip(std::string(90, '\x80'), 80).size(), 77U);
}

TEST(Quoted, EscapesWhatWouldBreakALineOfTheLog) {
  EXPECT_EQ(Quoted("a\n\"b\"\\\t\x1B"), "\"a\\n\\\"b\\\"\\\\\\t\\x1b\"");
  EXPECT_EQ(Quoted("a\r\xC2\x85z"), "\"a\\r\\xc2\\x85z\"");
  EXPECT_EQ(Quoted("\xC2\x9B\xFFz"), "\"\\xc2\\x9b\\xffz\"");
}

TEST(Quoted, KeepsLettersOfEveryScriptAndCutsLongText) {
  EXPECT_EQ(Quoted("caf\xC3\xA9"), "\"caf\xC3\xA9\"");
  EXPECT_EQ(Quoted(std::string(65, 'x')), "\"" + std::string(64, 'x') + "\"...");
}

}  // namespace
}  // namespace weir::config
