// References, suggestions and the loader's messages.
#include <gtest/gtest.h>

#include "plugin/closest_name.h"
#include "plugin/load_error.h"
#include "plugin/quoted.h"
#include "plugin/reference.h"

namespace weir::plugin {
namespace {

// name|path|plugin, or the error.
std::string Parsed(const std::string& text) {
  const auto reference = ParseReference(text);
  if (!reference) return reference.error().message;
  return reference->name + "|" + reference->path + "|" + reference->plugin;
}

TEST(ParseReference, TellsNamesFromPaths) {
  EXPECT_EQ(Parsed("foobar"), "foobar||");
  EXPECT_EQ(Parsed("foobar#bar"), "foobar||bar");
  EXPECT_EQ(Parsed("/x/foo.so"), "|/x/foo.so|");
  EXPECT_EQ(Parsed("./foo.so#bar"), "|./foo.so|bar");
}

TEST(ParseReference, LeavesAHashInAPath) {
  EXPECT_EQ(Parsed("/c#/x.so"), "|/c#/x.so|");
  EXPECT_EQ(Parsed("/x#1.so"), "|/x#1.so|");
  EXPECT_EQ(Parsed("/c#/x.so#a"), "|/c#/x.so|a");
}

TEST(ParseReference, RefusesWhatNamesNothing) {
  EXPECT_EQ(Parsed(""), "\"\" is neither the name nor the path of a plugin");
  EXPECT_EQ(Parsed("#a"), "\"#a\" is neither the name nor the path of a plugin");
  for (const char* const text : {"/", "/x/", "..", "/x/..", "."}) {
    EXPECT_FALSE(ParseReference(text)) << text;
  }
  EXPECT_EQ(Parsed("foo#"), "no plugin's name after the # of \"foo#\"");
  EXPECT_EQ(Parsed(std::string("foo\0.so", 7)), "a NUL byte in the plugin's name \"foo\\x00.so\"");
}

TEST(ClosestName, FindsASlipOfTheFinger) {
  EXPECT_EQ(ClosestName("fobar", {"linux", "foobar"}), "foobar");
  EXPECT_EQ(ClosestName("linxu", {"linux", "foobar"}), "linux");
  EXPECT_EQ(ClosestName("foobaz", {"foobbb", "foobar"}), "foobar") << "the nearer one";
}

TEST(ClosestName, SaysNothingRatherThanNonsense) {
  EXPECT_EQ(ClosestName("redis", {"linux", "foobar"}), "");
  EXPECT_EQ(ClosestName("ab", {"c", "xy"}), "");
  EXPECT_EQ(ClosestName("x", {}), "");
}

TEST(ExplainLoadError, NamesWhatIsMissing) {
  EXPECT_EQ(ExplainLoadError("libfoo.so.1: cannot open shared object file: No such file or "
                             "directory",
                             "/p/x.so"),
            "needs the library libfoo.so.1, which is not installed");
  EXPECT_EQ(ExplainLoadError("/p/x.so: undefined symbol: foo", "/p/x.so"),
            "needs the symbol foo, which no library that it is linked to has");
}

TEST(ExplainLoadError, KeepsTheLoadersWords) {
  EXPECT_EQ(ExplainLoadError("/lib/libc.so.6: version `GLIBC_2.99' not found (required by /p/x.so)",
                             "/p/x.so"),
            "cannot be loaded: /lib/libc.so.6: version `GLIBC_2.99' not found (required by "
            "/p/x.so): it was built for a newer system");
  EXPECT_EQ(ExplainLoadError("/p/x.so: something\nnew", "/p/x.so"),
            "cannot be loaded: something?new");
  EXPECT_EQ(ExplainLoadError(nullptr, "/p/x.so"),
            "cannot be loaded for a reason that the loader does not give");
}

TEST(Quoted, ShowsEveryByte) {
  EXPECT_EQ(Quoted("a b"), "\"a b\"");
  EXPECT_EQ(Quoted("\"\\\x80\n"), "\"\\x22\\x5c\\x80\\x0a\"");
  EXPECT_EQ(Quoted(std::string(65, 'a')), "\"" + std::string(64, 'a') + "...\"");
}

}  // namespace
}  // namespace weir::plugin
