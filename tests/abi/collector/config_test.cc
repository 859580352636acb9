// Config: kinds, defaults, and the place of a mistake.
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "plugin_of.h"

namespace {

using weir::testing::Host;

std::function<void(const weir::Config&)> read;

class Configured final : public Silent {
 public:
  explicit Configured(const weir::Config& config) { read(config); }
};

std::string Read(std::string_view json, std::function<void(const weir::Config&)> what) {
  read = std::move(what);
  Host host(PluginOf<Configured>(), json);
  if (host.status() == WEIR_OK) return "";
  EXPECT_EQ(host.status(), WEIR_E_INVALID);
  return host.config_pointer() + " | " + host.error();
}

TEST(Config, GivesEachKind) {
  Read(R"({"b": true, "i": -7, "d": 2.5, "s": "text", "l": ["x", "y"], "n": [1, 2], "e": []})",
       [](const weir::Config& config) {
         EXPECT_TRUE(config.Get("/b", false));
         EXPECT_EQ(config.Get("/i", 1), -7);
         EXPECT_EQ(config.Get<int64_t>("/i", 1), -7);
         EXPECT_EQ(config.Get("/d", 1.0), 2.5);
         EXPECT_EQ(config.Get("/i", 1.0), -7);
         EXPECT_EQ(config.Get("/s", "default"), "text");
         EXPECT_EQ(config.Require<std::string>("/s"), "text");
         EXPECT_EQ(config.Get("/l", std::vector<std::string>{}),
                   (std::vector<std::string>{"x", "y"}));
         EXPECT_EQ(config.Require<std::vector<int>>("/n"), (std::vector<int>{1, 2}));
         EXPECT_EQ(config.Get("/e", std::vector<std::string>{"z"}), std::vector<std::string>{});
       });
}

TEST(Config, FallsBackWhereThereIsNothing) {
  Read(R"({"null": null})", [](const weir::Config& config) {
    for (const char* path : {"/absent", "/null", "/a/b"}) {
      EXPECT_FALSE(config.Has(path));
      EXPECT_EQ(config.Get(path, 5), 5);
      EXPECT_EQ(config.Get(path, "x"), "x");
      EXPECT_EQ(config.Get(path, std::vector<std::string>{"x"}), std::vector<std::string>{"x"});
      EXPECT_EQ(config.Count(path), 0U);
      EXPECT_FALSE(config.Find<bool>(path).has_value());
    }
  });
}

TEST(Config, WalksMapsAndLists) {
  Read(R"({"disks": {"b/c": {"size": 2}, "a": {"size": 1}}, "list": [{"x": 7}]})",
       [](const weir::Config& config) {
         ASSERT_EQ(config.Count("/disks"), 2U);
         EXPECT_EQ(config.Key("/disks", 0), "a");
         EXPECT_EQ(config.Key("/disks", 1), "b/c");
         std::string disk = weir::Config::At("/disks", config.Key("/disks", 1));
         EXPECT_EQ(disk, "/disks/b~1c");
         EXPECT_EQ(config.Require<int>(weir::Config::At(disk, "size")), 2);
         EXPECT_EQ(config.Require<int>(weir::Config::At("/list", 0) + "/x"), 7);
         EXPECT_EQ(config.Count("/list"), 1U);
       });
}

TEST(Config, GivesTheWholeAsCanonicalJson) {
  Read(R"( {"b": [1.5, "\u00e9\n"], "a": null} )", [](const weir::Config& config) {
    EXPECT_EQ(config.json(), "{\"a\":null,\"b\":[1.5,\"\u00e9\\u000a\"]}");
  });
}

template <class T>
std::string Mistake(std::string_view json) {
  return Read(json, [](const weir::Config& config) { config.Get<T>("/k", T()); });
}

TEST(Config, SaysWhereAKindIsWrong) {
  EXPECT_EQ(Mistake<bool>(R"({"k": 1})"), "/k | \"/k\" must be true or false");
  EXPECT_EQ(Mistake<int>(R"({"k": 1.5})"), "/k | \"/k\" must be an integer");
  EXPECT_EQ(Mistake<double>(R"({"k": "1"})"), "/k | \"/k\" must be a number");
  EXPECT_EQ(Mistake<std::string>(R"({"k": true})"), "/k | \"/k\" must be a string");
  EXPECT_EQ(Mistake<std::vector<std::string>>(R"({"k": "a"})"), "/k | \"/k\" must be a list");
  EXPECT_EQ(Mistake<std::vector<std::string>>(R"({"k": {"0": "a"}})"),
            "/k | \"/k\" must be a list");
  EXPECT_EQ(Mistake<std::vector<std::string>>(R"({"k": ["a", 1]})"),
            "/k/1 | \"/k/1\" must be a string");
  EXPECT_EQ(Mistake<uint16_t>(R"({"k": 65536})"), "/k | \"/k\" must be an integer from 0 to 65535");
  EXPECT_EQ(Mistake<uint64_t>(R"({"k": -1})"),
            "/k | \"/k\" must be an integer from 0 to 18446744073709551615");
}

TEST(Config, SaysWhatIsMissing) {
  EXPECT_EQ(Read("{}", [](const weir::Config& config) { config.Require<int>("/port"); }),
            "/port | \"/port\" is required");
  EXPECT_EQ(Read(R"({"k": 1})", [](const weir::Config& config) { config.Count("/k"); }),
            "/k | \"/k\" must be a list or a map");
  EXPECT_EQ(Read(R"({"k": [1]})", [](const weir::Config& config) { config.Key("/k", 0); }),
            "/k | \"/k\" must be a map of more than 0 keys");
}

TEST(Config, KeepsIntegersThatADoubleCannot) {
  Read(R"({"k": 9007199254740993})", [](const weir::Config& config) {
    EXPECT_EQ(config.Require<int64_t>("/k"), 9007199254740993);
  });
}

}  // namespace
