#include "differences.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace weir::bench {
namespace {

Result<Differences> ReadList(const std::string& text) {
  const std::string path =
      testing::TempDir() + testing::UnitTest::GetInstance()->current_test_info()->name();
  std::ofstream(path) << text;
  Result<Differences> differences = Differences::Read(path);
  std::filesystem::remove(path);
  return differences;
}

TEST(PageEntries, SortsLabelsAndDropsEmptyOnes) {
  const auto entries = EntriesOf("a{y=\"2\",x=\"1\",z=\"\"} 5\n");
  ASSERT_TRUE(entries);
  EXPECT_EQ(*entries, PageEntries{"a{x=\"1\",y=\"2\"}"});
}

TEST(PageEntries, UnderstandsQuotesAndBracesInValues) {
  const auto entries = EntriesOf("a{x=\"\\\"},\\\\\",y=\"{\"} 5\n");
  ASSERT_TRUE(entries);
  EXPECT_EQ(*entries, PageEntries{"a{x=\"\\\"},\\\\\",y=\"{\"}"});
}

TEST(PageEntries, KeepsTypesAndLeavesHelp) {
  const auto entries = EntriesOf("# HELP a b\n# TYPE a gauge\na 1\n");
  ASSERT_TRUE(entries);
  EXPECT_EQ(*entries, (PageEntries{"TYPE a gauge", "a"}));
}

TEST(PageEntries, RefusesASampleTwice) { EXPECT_FALSE(EntriesOf("a 1\na 2\n")); }

TEST(PageEntries, RefusesAnOpenLabel) { EXPECT_FALSE(EntriesOf("a{x=\"1} 2\n")); }

TEST(Differences, ExplainsWholeEntriesOfTheRightSideOnly) {
  auto differences = ReadList("# comment\nonly-ours | a|b | new\nonly-theirs | c | old\n");
  ASSERT_TRUE(differences);
  differences->Compare({"a", "aa", "common"}, {"b", "c", "common"});
  EXPECT_EQ(differences->common(), 1U);
  EXPECT_EQ(differences->unexplained(),
            (std::vector<std::string>{"only-ours: aa", "only-theirs: b"}));
}

TEST(Differences, RefusesALineWithoutAReason) { EXPECT_FALSE(ReadList("only-ours | a\n")); }

TEST(Differences, RefusesABrokenPattern) { EXPECT_FALSE(ReadList("only-ours | ( | why\n")); }

}  // namespace
}  // namespace weir::bench
