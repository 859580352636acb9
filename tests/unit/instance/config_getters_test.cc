#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>

#include "lived.h"
#include "plugin/settings.h"

namespace weir::plugin {
namespace {

const weir_ext_config& Getters(const weir_host* host) {
  return *static_cast<const weir_ext_config*>(host->get_extension(host, WEIR_EXT_CONFIG));
}

class ConfigGetters : public Lived {
 protected:
  using Read = std::function<void(const weir_host*, const weir_ext_config&)>;
  void Reading(const std::string& config, const Read& read) {
    InCreate(config, [&](const weir_host* host) { read(host, Getters(host)); });
  }
};

constexpr const char* kEverything = R"({
  "yes": true, "int": -7, "big": 9223372036854775807, "huge": 18446744073709551615, "half": 0.5, "text": "täxt",
  "none": null, "list": [1, "two", {"three": 3}], "map": {"b": 1, "a": 2, "c~/d": 3}, "": "empty key"})";

TEST_F(ConfigGetters, EachReadsItsKind) {
  Reading(kEverything, [](const weir_host* host, const weir_ext_config& get) {
    bool truth = false;
    EXPECT_TRUE(get.get_bool(host, Str("/yes"), &truth));
    EXPECT_TRUE(truth);
    int64_t integer = 0;
    EXPECT_TRUE(get.get_int(host, Str("/int"), &integer));
    EXPECT_EQ(integer, -7);
    EXPECT_TRUE(get.get_int(host, Str("/big"), &integer));
    EXPECT_EQ(integer, INT64_MAX);
    double number = 0;
    EXPECT_TRUE(get.get_double(host, Str("/half"), &number));
    EXPECT_EQ(number, 0.5);
    EXPECT_TRUE(get.get_double(host, Str("/int"), &number));
    EXPECT_EQ(number, -7);
    EXPECT_TRUE(get.get_double(host, Str("/huge"), &number));
    EXPECT_EQ(number, 18446744073709551615.0);
    weir_str text{};
    EXPECT_TRUE(get.get_str(host, Str("/text"), &text));
    EXPECT_EQ(std::string(text.ptr, text.len), "täxt");
    EXPECT_TRUE(get.get_str(host, Str("/"), &text));
    EXPECT_EQ(std::string(text.ptr, text.len), "empty key");
  });
}

TEST_F(ConfigGetters, ListsAndMapsAreCountedAndWalked) {
  Reading(kEverything, [](const weir_host* host, const weir_ext_config& get) {
    size_t count = 0;
    EXPECT_TRUE(get.get_count(host, Str("/list"), &count));
    EXPECT_EQ(count, 3u);
    EXPECT_TRUE(get.get_count(host, Str("/map"), &count));
    EXPECT_EQ(count, 3u);
    EXPECT_TRUE(get.get_count(host, Str(""), &count));
    EXPECT_EQ(count, 10u);
    int64_t integer = 0;
    EXPECT_TRUE(get.get_int(host, Str("/list/2/three"), &integer));
    EXPECT_TRUE(get.get_int(host, Str("/map/c~0~1d"), &integer));
    EXPECT_EQ(integer, 3);
    std::string keys;
    weir_str key{};
    for (size_t i = 0; get.get_key(host, Str("/map"), i, &key); ++i)
      keys += std::string(key.ptr, key.len) + " ";
    EXPECT_EQ(keys, "a b c~/d ");
  });
}

TEST_F(ConfigGetters, AnotherKindIsNoValueAndLeavesOutAlone) {
  Reading(kEverything, [](const weir_host* host, const weir_ext_config& get) {
    for (const char* path : {"/int", "/text", "/none", "/list", "/map", "/missing", ""}) {
      bool truth = true;
      EXPECT_FALSE(get.get_bool(host, Str(path), &truth)) << path;
      EXPECT_TRUE(truth);
    }
    for (const char* path : {"/yes", "/half", "/huge", "/text", "/none", "/list", "/missing"}) {
      int64_t integer = 77;
      EXPECT_FALSE(get.get_int(host, Str(path), &integer)) << path;
      EXPECT_EQ(integer, 77);
    }
    for (const char* path : {"/yes", "/text", "/none", "/map"}) {
      double number = 77;
      EXPECT_FALSE(get.get_double(host, Str(path), &number)) << path;
      EXPECT_EQ(number, 77);
    }
    for (const char* path : {"/yes", "/int", "/none", "/list"}) {
      weir_str text = {nullptr, 77};
      EXPECT_FALSE(get.get_str(host, Str(path), &text)) << path;
      EXPECT_EQ(text.len, 77u);
    }
    for (const char* path : {"/yes", "/text", "/none", "/missing"}) {
      size_t count = 77;
      EXPECT_FALSE(get.get_count(host, Str(path), &count)) << path;
      EXPECT_EQ(count, 77u);
    }
    weir_str key = {nullptr, 77};
    for (const char* path : {"/list", "/text", "/missing"})
      EXPECT_FALSE(get.get_key(host, Str(path), 0, &key)) << path;
    EXPECT_FALSE(get.get_key(host, Str("/map"), 3, &key));
    EXPECT_FALSE(get.get_key(host, Str("/map"), SIZE_MAX, &key));
    EXPECT_EQ(key.len, 77u);
  });
}

TEST_F(ConfigGetters, WhatIsNoPointerFindsNothing) {
  Reading(kEverything, [](const weir_host* host, const weir_ext_config& get) {
    for (const char* path :
         {"yes", "/yes/", "//", "/~", "/~2", "/list/-", "/list/01", "/list/3", "/list/-1",
          "/list/x", "/list/99999999999999999999", "/text/0", "/\xFF"}) {
      size_t count = 0;
      int64_t integer = 0;
      EXPECT_FALSE(get.get_count(host, Str(path), &count)) << path;
      EXPECT_FALSE(get.get_int(host, Str(path), &integer)) << path;
    }
    int64_t integer = 0;
    EXPECT_FALSE(get.get_int(host, {nullptr, 9}, &integer));
  });
}

TEST_F(ConfigGetters, NowhereToWriteIsNoValue) {
  Reading(kEverything, [](const weir_host* host, const weir_ext_config& get) {
    EXPECT_FALSE(get.get_bool(host, Str("/yes"), nullptr));
    EXPECT_FALSE(get.get_int(host, Str("/int"), nullptr));
    EXPECT_FALSE(get.get_double(host, Str("/half"), nullptr));
    EXPECT_FALSE(get.get_str(host, Str("/text"), nullptr));
    EXPECT_FALSE(get.get_count(host, Str("/map"), nullptr));
    EXPECT_FALSE(get.get_key(host, Str("/map"), 0, nullptr));
  });
}

TEST_F(ConfigGetters, AreForCreateOnly) {
  script_.describe = [](const weir_host* host, weir_error*) {
    bool truth = false;
    EXPECT_FALSE(Getters(host).get_bool(host, Str("/yes"), &truth));
    return WEIR_OK;
  };
  Make(kEverything).Create();
  instance_->Describe();
  End();
}

// ---- Keys that nobody asked for -------------------------------------------------------------

using Keys = std::vector<std::string>;

class UnreadKeys : public ConfigGetters {
 protected:
  Keys After(const std::string& config, const Read& read) {
    script_.create = [&](const weir_host* host, weir_str, weir_error*) {
      read(host, Getters(host));
      return WEIR_OK;
    };
    Make(config).Create();
    Keys keys = instance_->UnreadKeys();
    End();
    return keys;
  }
};

void ReadInt(const weir_host* host, const weir_ext_config& get, const char* path) {
  int64_t value = 0;
  get.get_int(host, Str(path), &value);
}

TEST_F(UnreadKeys, AreThoseThatNoGetterRead) {
  EXPECT_EQ(After(R"({"a": 1, "b": 2, "c": {"d": 3, "e": 4}})",
                  [](const weir_host* host, const weir_ext_config& get) {
                    ReadInt(host, get, "/a");
                    ReadInt(host, get, "/c/d");
                  }),
            (Keys{"/b", "/c/e"}));
}

TEST_F(UnreadKeys, AreNoneIfThePluginReadsTheJsonItself) {
  EXPECT_EQ(After(R"({"a": 1})", [](auto&&...) {}), Keys{});
}

TEST_F(UnreadKeys, AreNoneIfThePluginHasASchema) {
  weir_plugin with_schema = script_.plugin();
  with_schema.config_schema = "{}";
  script_.create = [](const weir_host* host, weir_str, weir_error*) {
    ReadInt(host, Getters(host), "/a");
    return WEIR_OK;
  };
  Instance instance(with_schema, R"({"a": 1, "b": 2})", book_,
                    {[](auto&&...) {}, [](auto&&...) { return true; }});
  EXPECT_TRUE(instance.Create().ok());
  EXPECT_EQ(instance.UnreadKeys(), Keys{});
  instance.Destroy();
}

TEST_F(UnreadKeys, AreSoughtInTheMapsOfAList) {
  EXPECT_EQ(After(R"({"disks": [{"name": 1, "nmae": 2}, {"name": 3}]})",
                  [](const weir_host* host, const weir_ext_config& get) {
                    ReadInt(host, get, "/disks/0/name");
                    ReadInt(host, get, "/disks/1/name");
                  }),
            Keys{"/disks/0/nmae"});
}

TEST_F(UnreadKeys, AreEscapedAsPointers) {
  EXPECT_EQ(
      After(R"({"a/b~c": 1, "d": 2})",
            [](const weir_host* host, const weir_ext_config& get) { ReadInt(host, get, "/d"); }),
      Keys{"/a~1b~0c"});
}

// "intervall: 5" and a plugin that asks for /interval alone: the mistake is the key that is there.
TEST_F(UnreadKeys, AreThereAlsoIfNothingAskedForWasFound) {
  EXPECT_EQ(After(R"({"intervall": 5})",
                  [](const weir_host* host, const weir_ext_config& get) {
                    ReadInt(host, get, "/interval");
                  }),
            Keys{"/intervall"});
}

// A map whose keys are the data: to list them is to read them.
TEST_F(UnreadKeys, AKeyThatWasListedWasRead) {
  EXPECT_EQ(After(R"({"mounts": {"/home": {"x": 1}, "/srv": null}, "b": 1})",
                  [](const weir_host* host, const weir_ext_config& get) {
                    weir_str key{};
                    get.get_key(host, Str("/mounts"), 0, &key);
                    get.get_key(host, Str("/mounts"), 1, &key);
                  }),
            (Keys{"/b", "/mounts/~1home/x"}));
}

}  // namespace
}  // namespace weir::plugin
