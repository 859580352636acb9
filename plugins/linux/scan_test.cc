#include "scan.h"

#include <gtest/gtest.h>

namespace weir::linux_plugin {
namespace {

TEST(Scan, CutsLinesAndTakesALastOneWithoutNewline) {
  std::string_view text = "a b\n\nc";
  std::string_view line;
  ASSERT_TRUE(NextLine(&text, &line));
  EXPECT_EQ(line, "a b");
  ASSERT_TRUE(NextLine(&text, &line));
  EXPECT_EQ(line, "");
  ASSERT_TRUE(NextLine(&text, &line));
  EXPECT_EQ(line, "c");
  EXPECT_FALSE(NextLine(&text, &line));
}

TEST(Scan, CutsWordsAtSpacesAndTabs) {
  std::string_view line = "  one\ttwo ";
  EXPECT_EQ(NextWord(&line), "one");
  EXPECT_EQ(NextWord(&line), "two");
  EXPECT_EQ(NextWord(&line), "");
  EXPECT_TRUE(AtEnd(line));
}

TEST(Scan, ReadsTheLargestNumberAndRefusesALargerOne) {
  uint64_t value = 7;
  EXPECT_TRUE(ParseNumber("18446744073709551615", &value));
  EXPECT_EQ(value, UINT64_MAX);
  EXPECT_FALSE(ParseNumber("18446744073709551616", &value));
}

TEST(Scan, RefusesWhatIsNotANumberAsAWhole) {
  uint64_t value = 7;
  for (const char* word : {"", "-1", "+1", "1x", "0x10", " 1", "1 ", "1.5", "NaN"}) {
    EXPECT_FALSE(ParseNumber(word, &value)) << word;
  }
}

TEST(Scan, ReadsNumbersUpToTheFirstThatIsNone) {
  std::string_view line = " 1 2\t3 four 5";
  uint64_t values[8] = {};
  EXPECT_EQ(NextNumbers(&line, values, 8), 3u);
  EXPECT_EQ(values[2], 3u);
  EXPECT_EQ(NextWord(&line), "four");
}

TEST(Scan, TrimsBlanksAndNewlines) {
  EXPECT_EQ(Trim(" 12 \n"), "12");
  EXPECT_EQ(Trim("\n \n"), "");
}

}  // namespace
}  // namespace weir::linux_plugin
