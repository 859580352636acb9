// What is in a plugin directory, and what is wrong with the rest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin/plugin.h"
#include "scratch.h"

namespace weir::plugin {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ListTest : public Scratch {};

TEST_F(ListTest, ShowsEveryFileInOrderOfName) {
  Settle("two", "b.so");
  Settle("good", "c.so");
  Settle("no_entry", "a.so");
  const auto listings = List(Strict());
  ASSERT_TRUE(listings) << listings.error().message;
  ASSERT_EQ(listings->size(), 3U);

  EXPECT_EQ(listings->at(0).path, Path("a.so"));
  EXPECT_TRUE(listings->at(0).plugins.empty());
  EXPECT_THAT(listings->at(0).refusal, StartsWith("exports no weir_plugin_entry_v1"));

  EXPECT_EQ(listings->at(1).path, Path("b.so"));
  ASSERT_EQ(listings->at(1).plugins.size(), 2U);
  EXPECT_EQ(listings->at(1).plugins[1]->name, "second");

  ASSERT_EQ(listings->at(2).plugins.size(), 1U);
  EXPECT_EQ(listings->at(2).plugins[0]->name, "good");
  EXPECT_EQ(listings->at(2).refusal, "");
}

TEST_F(ListTest, PassesOverWhatIsNoPluginFile) {
  Write("README", std::string("text"));
  Write("libfoo.so.1", std::string("text"));
  Write(".hidden.so", std::string("text"));
  Write(".so", std::string("text"));
  const auto listings = List(Strict());
  ASSERT_TRUE(listings);
  EXPECT_TRUE(listings->empty());
}

TEST_F(ListTest, RefusesOneFileAndShowsTheOthers) {
  chmod(Settle("good", "a.so").c_str(), 0664);
  Settle("good", "b.so");
  const auto listings = List(Strict());
  ASSERT_EQ(listings->size(), 2U);
  EXPECT_THAT(listings->at(0).refusal, StartsWith("is writable by group: chmod g-w "));
  EXPECT_EQ(listings->at(1).plugins.size(), 1U);
}

TEST_F(ListTest, SaysWhichFilesAreLoadedByTheirPath) {
  Settle("good", "a.so");
  Settle("libsibling");
  Settle("needs_sibling", "b.so");
  const auto listings = List(Strict());
  ASSERT_EQ(listings->size(), 3U);
  EXPECT_EQ(listings->at(0).by_path, "");
  EXPECT_EQ(listings->at(1).by_path, "it brings libraries through $ORIGIN");
}

TEST_F(ListTest, FailsWithoutADirectory) {
  EXPECT_EQ(List(Trust{Path("nowhere"), false}).error().message,
            "plugin directory " + Path("nowhere") + " does not exist");
  const std::string file = Write("file", std::string("text"));
  EXPECT_EQ(List(Trust{file, false}).error().message,
            "plugin directory " + file + " is a regular file, not a directory");
  EXPECT_THAT(List(Trust{file, true}).error().message, HasSubstr("Not a directory"));
}

TEST_F(ListTest, SaysThatADirectoryCannotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads every directory";
  const std::string secret = MakeDirectory("secret", 0311);
  EXPECT_EQ(List(Trust{secret, false}).error().message,
            "cannot read directory " + secret + ": Permission denied");
  chmod(secret.c_str(), 0755);
}

}  // namespace
}  // namespace weir::plugin
