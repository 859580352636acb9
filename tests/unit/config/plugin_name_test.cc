#include "config/plugin_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::config {
namespace {

using testing::HasSubstr;

PluginName Parsed(std::string_view text) {
  const Result<PluginName> name = ParsePluginName(text, Folder("/etc/weir/exporter.yaml"));
  EXPECT_TRUE(name) << text << " " << name.error().message;
  return name.value_or(PluginName{});
}

std::string Refusal(std::string_view text) {
  const Result<PluginName> name = ParsePluginName(text, Folder("/etc/weir/exporter.yaml"));
  return name ? "accepted as " + name->name : name.error().message;
}

std::string CollectorRefusal(std::string_view text) {
  const Result<std::string> name = ParseCollectorName(text);
  return name ? "" : name.error().message;
}

TEST(PluginName, IsANameOfThePluginDirectory) {
  EXPECT_EQ(Parsed("linux").name, "linux");
  EXPECT_EQ(Parsed("linux").collector, "linux");
  EXPECT_EQ(Parsed("x2_y").name, "x2_y");
}

TEST(PluginName, WithASlashIsAPathRelativeToTheFile) {
  EXPECT_EQ(Parsed("./disks.so").name, "/etc/weir/disks.so");
  EXPECT_EQ(Parsed("../lib/disks.so").name, "/etc/lib/disks.so");
  EXPECT_EQ(Parsed("/opt/my-disks.so").name, "/opt/my-disks.so");
  EXPECT_EQ(Parsed("/opt/my-disks.so").collector, "my-disks");
}

TEST(PluginName, ChoosesOneOfAFileAfterAHash) {
  EXPECT_EQ(Parsed("storage#disks").name, "storage#disks");
  EXPECT_EQ(Parsed("storage#disks").collector, "disks");
  EXPECT_EQ(Parsed("a#b/c.so").name, "/etc/weir/a#b/c.so");
  EXPECT_EQ(Parsed("a#b/c.so#disks").name, "/etc/weir/a#b/c.so#disks");
}

TEST(PluginName, RefusesWhatIsNeither) {
  EXPECT_THAT(Refusal("disks.so"), HasSubstr("a name has no .so, a path has a slash"));
  EXPECT_THAT(Refusal("./"), HasSubstr("names a directory"));
  for (const std::string& text : {std::string(), std::string("Linux"), std::string("1x"),
                                  std::string("my-disks"), std::string(65, 'a')}) {
    EXPECT_THAT(Refusal(text), HasSubstr("is not a plugin's name")) << text;
  }
  for (const char* text : {"storage#", "storage#Disks", "./a.so#b.so", "a#b#"}) {
    EXPECT_THAT(Refusal(text), testing::AnyOf(HasSubstr("after \"#\""), HasSubstr("plugin's name")))
        << text;
  }
}

TEST(CollectorName, HasLettersDigitsUnderscoresAndHyphens) {
  for (const std::string& text : {std::string("node"), std::string("Node-2_b"), std::string("_x"),
                                  std::string("weird"), std::string(64, 'a')}) {
    EXPECT_EQ(CollectorRefusal(text), "") << text;
  }
  for (const std::string& text :
       {std::string(), std::string("2x"), std::string("-x"), std::string("a b"), std::string("a/b"),
        std::string("caf\xC3\xA9"), std::string(65, 'a')}) {
    EXPECT_THAT(CollectorRefusal(text), HasSubstr("is not a collector's name")) << text;
  }
}

TEST(CollectorName, LeavesWeirToTheExporter) {
  EXPECT_EQ(CollectorRefusal("weir"), "is reserved for the exporter's own metrics");
}

TEST(Folder, OfARelativeFileIsAbsolute) {
  EXPECT_THAT(Folder("exporter.yaml").Absolute("x"), testing::StartsWith("/"));
  EXPECT_THAT(Folder("").Absolute("x"), testing::EndsWith("/x"));
  EXPECT_EQ(Folder("/a/b.yaml").Absolute("/c"), "/c");
}

}  // namespace
}  // namespace weir::config
