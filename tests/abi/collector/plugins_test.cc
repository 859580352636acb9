// The entry: several plugins in one file, constructors with and without a configuration, the log.
#include <gtest/gtest.h>

#include <string>

#include "plugin_of.h"

namespace {

constexpr char kSchema[] = R"({"type": "object"})";

class First final : public Silent {
 public:
  First() { log().Info("made"); }
};

class Second final : public Silent {
 public:
  explicit Second(const weir::Config& config) : name_(config.Get("/name", "nobody")) {}
  void Collect(weir::Sink&) override {
    if (log().Enabled(WEIR_LOG_WARNING)) log().Warning(name_);
  }

 private:
  std::string name_;
};

}  // namespace

WEIR_PLUGINS(WEIR_COLLECTOR(First, "first", "1.0.0", "The first."),
             WEIR_COLLECTOR_WITH_SCHEMA(Second, "second", "2.1.0", "The second.", kSchema))

namespace {

using weir::testing::Host;

TEST(Entry, ListsTheCollectorsOfAFile) {
  const weir_plugin* first = weir_plugin_entry_v1(0);
  const weir_plugin* second = weir_plugin_entry_v1(1);
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(weir_plugin_entry_v1(2), nullptr);
  EXPECT_EQ(weir_plugin_entry_v1(UINT32_MAX), nullptr);
  EXPECT_STREQ(first->name, "first");
  EXPECT_EQ(first->config_schema, nullptr);
  EXPECT_EQ(first->size, sizeof(weir_plugin));
  EXPECT_STREQ(second->version, "2.1.0");
  EXPECT_STREQ(second->description, "The second.");
  EXPECT_STREQ(second->config_schema, kSchema);
  EXPECT_EQ(weir_plugin_entry_v1(0), first);
}

TEST(Entry, HasTheNamesThatHostsAskFor) {
  EXPECT_STREQ(WEIR_ENTRY_SYMBOL, "weir_plugin_entry_v1");
  EXPECT_STREQ(WEIR_EXT_CONFIG, "weir.config/1");
}

TEST(Entry, LetsConstructorsLog) {
  Host host("{}", 0);
  EXPECT_EQ(host.LogText(), "info: made\n");
}

TEST(Entry, KeepsInstancesApart) {
  Host one(R"({"name": "one"})", 1);
  Host two("{}", 1);
  one.Describe();
  two.Describe();
  two.Collect();
  one.Collect();
  EXPECT_EQ(one.LogText(), "warning: one\n");
  EXPECT_EQ(two.LogText(), "warning: nobody\n");
}

TEST(Entry, RefusesNamesThatAHostWould) {
  EXPECT_TRUE(weir::detail::IsPluginName("a_2"));
  EXPECT_FALSE(weir::detail::IsPluginName(""));
  EXPECT_FALSE(weir::detail::IsPluginName("2a"));
  EXPECT_FALSE(weir::detail::IsPluginName("_a"));
  EXPECT_FALSE(weir::detail::IsPluginName("A"));
  EXPECT_FALSE(weir::detail::IsPluginName("a-b"));
  EXPECT_TRUE(weir::detail::IsPluginName(std::string(64, 'a').c_str()));
  EXPECT_FALSE(weir::detail::IsPluginName(std::string(65, 'a').c_str()));
}

TEST(Log, WithoutAHostIsSilent) {
  First first;
  weir::Log().Warning("nobody reads this");
  EXPECT_FALSE(weir::Log().Enabled(WEIR_LOG_ERROR));
}

}  // namespace
