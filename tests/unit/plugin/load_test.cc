// From a file of the zoo to a plugin, or to a sentence that says why not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "plugin/plugin.h"
#include "scratch.h"

namespace weir::plugin {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class LoadTest : public Scratch {};

TEST_F(LoadTest, CopiesWhatTheDescriptorSays) {
  Settle("good");
  const auto plugin = Load("good", Strict());
  ASSERT_TRUE(plugin) << plugin.error().message;
  EXPECT_EQ((*plugin)->path, Path("good.so"));
  EXPECT_EQ((*plugin)->name, "good");
  EXPECT_EQ((*plugin)->version, "1.2.3");
  EXPECT_EQ((*plugin)->description, "An animal of the zoo.");
  EXPECT_EQ((*plugin)->schema, "{\"type\": \"object\"}");
  EXPECT_EQ((*plugin)->abi_minor, WEIR_ABI_MINOR);
  EXPECT_EQ((*plugin)->flags, uint64_t{WEIR_PLUGIN_ISOLATE});
  EXPECT_EQ((*plugin)->descriptor->collect(nullptr, nullptr, nullptr), WEIR_NO_DATA);
}

TEST_F(LoadTest, TakesAPath) {
  const std::string path = Settle("good", "elsewhere.so");
  const auto plugin = Load(path, Trust{"/nowhere", false});
  ASSERT_TRUE(plugin) << plugin.error().message;
  EXPECT_EQ((*plugin)->path, path);
}

TEST_F(LoadTest, TakesAPathThatIsRelativeToTheWorkingDirectory) {
  Settle("good");
  const fs::path before = fs::current_path();
  fs::current_path(root_);
  const auto plugin = Load("./good.so", Strict());
  fs::current_path(before);
  ASSERT_TRUE(plugin) << plugin.error().message;
  EXPECT_EQ((*plugin)->path, Path("good.so"));
}

TEST_F(LoadTest, GoesUpFromADirectory) {
  MakeDirectory("sub");
  Settle("good");
  const auto plugin = Load(root_ + "//sub/../good.so", Strict());
  ASSERT_TRUE(plugin) << plugin.error().message;
  EXPECT_EQ((*plugin)->path, Path("good.so"));
}

TEST_F(LoadTest, LoadsAFileOnce) {
  unsetenv("WEIR_ZOO_CONSTRUCTED");
  const std::string path = Settle("constructor");
  const auto first = Load("constructor", Strict());
  const auto second = Load(path, Unsafe());
  ASSERT_TRUE(first && second);
  EXPECT_EQ((*first)->descriptor, (*second)->descriptor);
  EXPECT_STREQ(getenv("WEIR_ZOO_CONSTRUCTED"), "x");
}

TEST_F(LoadTest, LoadsAFileOnceByAnotherHardLink) {
  fs::create_hard_link(Settle("good"), Path("again.so"));
  const auto first = Load("good", Strict());
  const auto second = Load("again", Strict());
  ASSERT_TRUE(first && second);
  EXPECT_EQ((*first)->descriptor, (*second)->descriptor);
}

TEST_F(LoadTest, GivesManyThreadsTheSamePlugin) {
  Settle("good");
  std::vector<const weir_plugin*> seen(8);
  std::vector<std::thread> threads;
  threads.reserve(seen.size());
  for (auto& each : seen) {
    threads.emplace_back([&each, this] { each = Load("good", Strict()).value()->descriptor; });
  }
  for (auto& each : threads) each.join();
  EXPECT_NE(seen[0], nullptr);
  EXPECT_THAT(seen, testing::Each(seen[0]));
}

TEST_F(LoadTest, KeepsEqualFilesApart) {
  Settle("good", "one.so");
  Settle("good", "other.so");
  const auto one = Load("one", Strict());
  const auto other = Load("other", Strict());
  ASSERT_TRUE(one && other);
  EXPECT_NE((*one)->descriptor, (*other)->descriptor);
}

TEST_F(LoadTest, KeepsFilesOfOneSonameApart) {
  Settle("soname_good");
  Settle("soname_two");
  const auto good = Load("soname_good", Strict());
  const auto two = Load("soname_two#second", Strict());
  ASSERT_TRUE(good && two);
  EXPECT_EQ((*good)->name, "good");
  EXPECT_EQ((*two)->name, "second");
}

TEST_F(LoadTest, LoadsWhatHasReplacedALoadedFile) {
  Settle("good");
  ASSERT_TRUE(Load("good", Strict()));
  fs::rename(Settle("two", "new"), Path("good.so"));
  EXPECT_EQ(Load("good#second", Strict()).value()->name, "second");
}

// To write into a file that was mapped ended the process with SIGBUS.
TEST_F(LoadTest, AFileThatIsOverwrittenHarmsNobodyWhoHasLoadedIt) {
  const std::string path = Settle("good");
  const auto before = Load("good", Strict());
  ASSERT_TRUE(before);
  fs::resize_file(path, 0);
  EXPECT_EQ((*before)->descriptor->collect(nullptr, nullptr, nullptr), WEIR_NO_DATA);
  EXPECT_THAT(Refusal("good"), HasSubstr("is empty"));
  Settle("two", "good.so");
  EXPECT_EQ(Load("good#first", Strict()).value()->name, "first");
  EXPECT_EQ((*before)->descriptor->collect(nullptr, nullptr, nullptr), WEIR_NO_DATA);
}

// The loader would give the old code for them.
class ByPathTest : public LoadTest {
 protected:
  void SetUp() override {
    Settle("libsibling");
    path_ = Settle("needs_sibling");
    ASSERT_TRUE(Load("needs_sibling", Strict()));
  }
  std::string path_;
};

TEST_F(ByPathTest, RefusesAFileThatWasReplacedSinceItWasLoaded) {
  fs::rename(Settle("needs_sibling", "new"), path_);
  EXPECT_THAT(Refusal("needs_sibling"), HasSubstr("was replaced after this process had loaded it"));
}

TEST_F(ByPathTest, RefusesAFileThatWasWrittenToSinceItWasLoaded) {
  fs::last_write_time(path_, fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_THAT(Refusal("needs_sibling"),
              HasSubstr("was overwritten while this process had it loaded"));
}

TEST_F(LoadTest, ChoosesByNameAmongSeveral) {
  const std::string path = Settle("two");
  EXPECT_EQ(Load("two#first", Strict()).value()->name, "first");
  EXPECT_EQ(Load(path + "#second", Strict()).value()->name, "second");
  EXPECT_THAT(Refusal("two"), AllOf(StartsWith("plugin " + path + " has several plugins"),
                                    HasSubstr("first, second")));
  EXPECT_THAT(Refusal("two#secnd"), HasSubstr("has no plugin \"secnd\", did you mean second?"));
  EXPECT_THAT(Refusal("two#unlike"), HasSubstr("but first, second"));
}

TEST_F(LoadTest, ChoosesThePluginThatIsCalledLikeItsFile) {
  Settle("two", "second.so");
  EXPECT_EQ(Load("second", Strict()).value()->name, "second");
}

TEST_F(LoadTest, ChecksTheNameAlsoOfASinglePlugin) {
  Settle("good");
  EXPECT_EQ(Load("good#good", Strict()).value()->name, "good");
  EXPECT_THAT(Refusal("good#bad"), HasSubstr("has no plugin \"bad\""));
}

TEST_F(LoadTest, FindsWhatAPluginBringsAlong) {
  Settle("needs_sibling");
  Settle("libsibling");
  EXPECT_TRUE(Load("needs_sibling", Strict()));
}

TEST_F(LoadTest, NamesTheMissingLibrary) {
  const std::string path = Settle("needs_absent");
  EXPECT_EQ(Refusal("needs_absent"),
            "plugin " + path + " needs the library libabsent.so, which is not installed");
}

TEST_F(LoadTest, NamesTheUndefinedSymbol) {
  Settle("undefined_symbol");
  EXPECT_THAT(Refusal("undefined_symbol"),
              HasSubstr("undefined_symbol.so needs the symbol weir_zoo_missing_function,"));
}

TEST_F(LoadTest, NeverRunsAFileWithoutEntry) {
  unsetenv("WEIR_ZOO_NO_ENTRY");
  Settle("no_entry");
  EXPECT_THAT(Refusal("no_entry"), HasSubstr("exports no weir_plugin_entry_v1"));
  EXPECT_EQ(getenv("WEIR_ZOO_NO_ENTRY"), nullptr);
}

TEST_F(LoadTest, ExplainsEveryUnfitAnimal) {
  const std::pair<const char*, const char*> animals[] = {
      {"hidden_entry", "exports no weir_plugin_entry_v1"},
      {"data_entry", "as something that is not a function"},
      {"future_major", "was built for ABI major 2, this host serves 1: upgrade weir"},
      {"future_minor", "needs ABI 1.7 or newer, this host has 1.0: upgrade weir"},
      {"null_function", "(null_function): collect is NULL"},
      {"bad_name", "name \"Bad-Name\" does not match [a-z][a-z0-9_]*"},
      {"short_size", "its size is 40, not at least"},
      {"same_name", "has two plugins of the name twin"},
  };
  for (const auto& [animal, reason] : animals) {
    const std::string path = Settle(animal);
    EXPECT_THAT(Refusal(animal), AllOf(StartsWith("plugin " + path + " "), HasSubstr(reason)));
  }
}

TEST_F(LoadTest, NamesTheDirectoryAndWhatWasPerhapsMeant) {
  Settle("good", "foobar.so");
  EXPECT_EQ(Refusal("fooba"), "no plugin \"fooba\" in " + root_ + ", did you mean \"foobar\"?");
  EXPECT_EQ(Refusal("foobar.so"),
            "no plugin \"foobar.so\" in " + root_ + ", did you mean \"foobar\"?");
  EXPECT_EQ(Refusal("linux"), "no plugin \"linux\" in " + root_);
  EXPECT_EQ(Refusal(Path("fobar.so")),
            "no plugin " + Path("fobar.so") + ", did you mean \"foobar.so\"?");
}

TEST_F(LoadTest, NamesTheMissingDirectory) {
  const auto by_name = Load("good", Trust{Path("nowhere"), false});
  EXPECT_EQ(by_name.error().message, "plugin directory " + Path("nowhere") + " does not exist");
  EXPECT_EQ(
      Load("good", Trust{Path("nowhere/below"), false}).error().message,
      "plugin directory " + Path("nowhere/below") + ": " + Path("nowhere") + " does not exist");
  EXPECT_EQ(Load("good", Trust{Path("nowhere"), true}).error().message,
            "plugin directory " + Path("nowhere") + " does not exist");
  EXPECT_EQ(Load("good", Trust{"", false}).error().message,
            "the name of the plugin directory is empty");
  EXPECT_EQ(Refusal(Path("nowhere/x.so")),
            "plugin x.so: directory " + Path("nowhere") + " does not exist");
}

TEST_F(LoadTest, LoadsADamagedFileNeitherWhenUnsafe) {
  Write("text.so", std::string("#!/bin/sh\n"));
  const auto plugin = Load("text", Unsafe());
  ASSERT_FALSE(plugin);
  EXPECT_THAT(plugin.error().message, HasSubstr("is not a shared object"));
}

}  // namespace
}  // namespace weir::plugin
