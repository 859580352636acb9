// `config:` as canonical JSON, and where its values stand.
#include "loading.h"

namespace weir::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

std::string JsonOf(const std::string& value) {
  return GoodCollector("    config: {v: " + value + "}\n").config;
}

std::string RefusalOf(const std::string& value) {
  return CollectorMessage("    config: {v: " + value + "}\n");
}

std::string Json(const std::string& value) { return "{\"v\":" + value + "}"; }

TEST(PluginConfig, HasTheTypesOfYaml12) {
  EXPECT_EQ(JsonOf("[~, null, Null, NULL]"), Json("[null,null,null,null]"));
  EXPECT_EQ(JsonOf("[true, True, TRUE, false, False, FALSE]"),
            Json("[true,true,true,false,false,false]"));
  EXPECT_EQ(JsonOf("[7, +7, -7, 007, 0o17, 0xfF]"), Json("[7,7,-7,7,15,255]"));
  EXPECT_EQ(JsonOf("[1.5, -1.5e3, 1., .5, +2.5, 1e2, 12e03]"),
            Json("[1.5,-1500.0,1.0,0.5,2.5,100.0,12000.0]"));
}

TEST(PluginConfig, KeepsEverythingElseAsAString) {
  EXPECT_EQ(JsonOf("[yes, no, on, off, y, nULL, tRUE, a b]"),
            Json(R"(["yes","no","on","off","y","nULL","tRUE","a b"])"));
  EXPECT_EQ(JsonOf("[1_000, 0b1, 0o8, 0xg, 0o, 0x, -0x1, 1e, 1e+, e1, ., -, +, 1.2.3, 12:30, --1]"),
            Json(R"(["1_000","0b1","0o8","0xg","0o","0x","-0x1","1e","1e+","e1",".","-","+",)"
                 R"("1.2.3","12:30","--1"])"));
  EXPECT_EQ(JsonOf("['1', \"true\", '', \"null\", !!str 5, ! 5]"),
            Json(R"(["1","true","","null","5","5"])"));
}

TEST(PluginConfig, KeepsBlockTextAndEscapes) {
  EXPECT_EQ(GoodCollector("    config:\n      v: |\n        a\n        b\n").config,
            Json(R"("a\nb\n")"));
  EXPECT_EQ(JsonOf("\"\\0\\t\\u00e9\\\"\""), Json("\"\\u0000\\t\xC3\xA9\\\"\""));
}

TEST(PluginConfig, KeepsIntegersOf64BitsExactly) {
  EXPECT_EQ(JsonOf("[9007199254740993, 18446744073709551615, -9223372036854775808]"),
            Json("[9007199254740993,18446744073709551615,-9223372036854775808]"));
  EXPECT_EQ(JsonOf("0xffffffffffffffff"), Json("18446744073709551615"));
}

TEST(PluginConfig, RefusesWhatJsonOr64BitsCannotCarry) {
  EXPECT_EQ(
      RefusalOf("18446744073709551616"),
      "3:17 collector \"disks\": config: \"18446744073709551616\" does not fit into 64 bits: put "
      "it in quotes to pass it on as a string");
  EXPECT_THAT(RefusalOf("-9223372036854775809"), HasSubstr("does not fit into 64 bits"));
  EXPECT_THAT(RefusalOf("0x10000000000000000"), HasSubstr("does not fit into 64 bits"));
  for (const char* value : {".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"}) {
    EXPECT_THAT(RefusalOf(value), HasSubstr("JSON has no such number")) << value;
  }
  EXPECT_THAT(RefusalOf("1e999"), HasSubstr("is beyond a double"));
  EXPECT_EQ(RefusalOf("\".inf\""), "");
}

TEST(PluginConfig, FollowsCoreTags) {
  EXPECT_EQ(JsonOf("[!!int \"5\", !!float 5, !!bool \"true\", !!null \"\"]"),
            Json("[5,5.0,true,null]"));
  EXPECT_THAT(RefusalOf("!!int x"), HasSubstr("\"x\" is not what its tag !!int says"));
}

TEST(PluginConfig, SortsKeysByTheirBytes) {
  EXPECT_EQ(
      GoodCollector("    config: {b: 1, a: {d: 1, c: 2}, B: 3, 10: 4, 9: 5, \xC3\xA9: 6}\n").config,
      "{\"10\":4,\"9\":5,\"B\":3,\"a\":{\"c\":2,\"d\":1},\"b\":1,\"\xC3\xA9\":6}");
}

TEST(PluginConfig, IsAMapOrNothing) {
  EXPECT_EQ(GoodCollector("    config:\n").config, "{}");
  EXPECT_EQ(GoodCollector("    config: {}\n").config, "{}");
  EXPECT_EQ(CollectorMessage("    config: [1]\n"),
            "3:13 collector \"disks\": config: must be a map of keys and values, but is a list");
}

TEST(PluginConfig, KnowsThePlaceOfEveryValue) {
  const Collector collector = GoodCollector(
      "    config:\n"
      "      disks:\n"
      "        - name: sda\n"
      "          a/b~c: [1, 2]\n"
      "      empty:\n");
  std::vector<std::string> places;
  for (const auto& [pointer, place] : collector.config_places) {
    places.push_back(pointer + " " + std::to_string(place.line) + ":" +
                     std::to_string(place.column));
  }
  EXPECT_THAT(places, ElementsAre(" 4:7", "/disks 5:9", "/disks/0 5:11", "/disks/0/a~1b~0c 6:18",
                                  "/disks/0/a~1b~0c/0 6:19", "/disks/0/a~1b~0c/1 6:22",
                                  "/disks/0/name 5:17", "/empty 7:7"));
}

TEST(PluginConfig, DoesNotMultiplyALongKey) {
  std::string list = "[1";
  for (int i = 0; i < 10'000; ++i) list += ",1";
  const Collector collector = GoodCollector("    config:\n      ? " + std::string(100'000, 'k') +
                                            "\n      : " + list + "]\n");
  EXPECT_EQ(collector.config_places.size(), 1U);
}

TEST(PluginConfig, ReportsEveryMistakeInIt) {
  EXPECT_THAT(MessagesOf("collectors:\n  - plugin: a\n    config: {x: [.nan, {y: .inf}], x: 1}\n"),
              ElementsAre(StartsWith("3:18 collector \"a\": config: \".nan\""),
                          StartsWith("3:28 collector \"a\": config: \".inf\""),
                          StartsWith("3:36 duplicate key \"x\"")));
}

}  // namespace
}  // namespace weir::config
