// What a plugin may say of itself.
#include "plugin/descriptor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <functional>
#include <stdexcept>

namespace weir::plugin {
namespace {

using testing::HasSubstr;

std::vector<const weir_plugin*> offered;

const weir_plugin* Offer(uint32_t index) {
  return index < offered.size() ? offered[index] : nullptr;
}

weir_plugin Good() {
  weir_plugin plugin = {};
  plugin.size = sizeof plugin;
  plugin.name = "good";
  plugin.version = "1";
  plugin.description = "Does nothing.";
  plugin.create = [](const weir_host*, weir_str, weir_instance**, weir_error*) {
    return weir_status{WEIR_OK};
  };
  plugin.describe = [](weir_instance*, weir_error*) { return weir_status{WEIR_OK}; };
  plugin.collect = [](weir_instance*, const weir_sink*, weir_error*) {
    return weir_status{WEIR_OK};
  };
  plugin.destroy = [](weir_instance*) {};
  return plugin;
}

// "" if nothing is wrong.
std::string FaultIn(std::vector<const weir_plugin*> plugins) {
  offered = std::move(plugins);
  const auto read = ReadDescriptors(Offer, "/x.so");
  return read ? "" : read.error().message;
}

std::string FaultOf(const std::function<void(weir_plugin*)>& change) {
  weir_plugin plugin = Good();
  change(&plugin);
  return FaultIn({&plugin});
}

TEST(ReadDescriptors, KeepsTheOrderOfTheFile) {
  weir_plugin first = Good();
  weir_plugin second = Good();
  second.name = "a";
  second.abi_minor = 3;
  second.flags = 0x8001;
  offered = {&first, &second};
  const auto plugins = ReadDescriptors(Offer, "/x.so");
  ASSERT_TRUE(plugins);
  ASSERT_EQ(plugins->size(), 2U);
  EXPECT_EQ(plugins->at(0).descriptor, &first);
  EXPECT_EQ(plugins->at(0).schema, std::nullopt);
  EXPECT_EQ(plugins->at(1).name, "a");
  EXPECT_EQ(plugins->at(1).path, "/x.so");
  EXPECT_EQ(plugins->at(1).abi_minor, 3);
  EXPECT_EQ(plugins->at(1).flags, 0x8001U);
}

TEST(ReadDescriptors, AcceptsWhatALaterHeaderAppended) {
  EXPECT_EQ(FaultOf([](weir_plugin* each) { each->size += 64; }), "");
  EXPECT_EQ(FaultOf([](weir_plugin* each) { each->abi_minor = 9; }), "");
}

// The page behind a short descriptor is not there at all.
TEST(ReadDescriptors, ReadsNothingBeyondItsSize) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  void* const pages =
      mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(pages, MAP_FAILED);
  char* const end = static_cast<char*>(pages) + page;
  ASSERT_EQ(mprotect(end, page, PROT_NONE), 0);
  for (const uint32_t size : {8U, 24U, 80U}) {
    weir_plugin plugin = Good();
    plugin.size = size;
    std::memcpy(end - size, &plugin, size);
    EXPECT_THAT(FaultIn({reinterpret_cast<const weir_plugin*>(end - size)}),
                HasSubstr("its size is " + std::to_string(size)));
  }
  const weir_plugin whole = Good();
  static_assert(sizeof whole == 88, "that of 1.0 needs no room behind it");
  std::memcpy(end - sizeof whole, &whole, sizeof whole);
  EXPECT_EQ(FaultIn({reinterpret_cast<const weir_plugin*>(end - sizeof whole)}), "");
  munmap(pages, 2 * page);
}

TEST(ReadDescriptors, RefusesAFileWithoutPlugins) {
  EXPECT_EQ(FaultIn({}), "has no plugin: weir_plugin_entry_v1(0) returned NULL");
}

TEST(ReadDescriptors, RefusesAnEntryThatNeverEnds) {
  static const weir_plugin plugin = Good();
  const auto same = ReadDescriptors([](uint32_t) { return &plugin; }, "/x.so");
  EXPECT_EQ(same.error().message, "weir_plugin_entry_v1 never returns NULL");
}

TEST(ReadDescriptors, RefusesMoreThan64Plugins) {
  std::vector<std::string> names;
  names.reserve(65);
  for (int i = 0; i < 65; ++i) names.push_back(std::string("p").append(std::to_string(i)));
  std::vector<weir_plugin> plugins(names.size(), Good());
  std::vector<const weir_plugin*> all;
  for (size_t i = 0; i < names.size(); ++i) {
    plugins[i].name = names[i].c_str();
    all.push_back(&plugins[i]);
  }
  EXPECT_EQ(FaultIn(all), "has more than 64 plugins");
  all.pop_back();
  EXPECT_EQ(FaultIn(all), "");
}

TEST(ReadDescriptors, CatchesAnException) {
  const auto read = ReadDescriptors(
      [](uint32_t) -> const weir_plugin* { throw std::runtime_error("no"); }, "/x.so");
  EXPECT_EQ(read.error().message, "let an exception out of weir_plugin_entry_v1");
}

TEST(ReadDescriptors, NamesTheHostThatIsNeeded) {
  EXPECT_EQ(FaultOf([](weir_plugin* each) { each->min_host_minor = 7; }),
            "needs ABI 1.7 or newer, this host has 1.0: upgrade weir");
}

TEST(ReadDescriptors, RefusesBadNames) {
  for (const char* const name : {"Good", "1a", "_a", "a-b", "a b", "\xc3\xa9t\xc3\xa9"}) {
    EXPECT_THAT(FaultOf([&](weir_plugin* each) { each->name = name; }),
                HasSubstr("does not match [a-z][a-z0-9_]*"));
  }
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->name = nullptr; }), HasSubstr("name is NULL"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->name = ""; }), HasSubstr("name is empty"));
  const std::string longest(64, 'a');
  EXPECT_EQ(FaultOf([&](weir_plugin* each) { each->name = longest.c_str(); }), "");
  const std::string too_long(65, 'a');
  EXPECT_THAT(FaultOf([&](weir_plugin* each) { each->name = too_long.c_str(); }),
              HasSubstr("name is longer than 64 bytes"));
}

TEST(ReadDescriptors, ShowsNoHostileBytes) {
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->name = "\x1b[2J\n"; }),
              HasSubstr("\"\\x1b[2J\\x0a\""));
}

TEST(ReadDescriptors, RefusesBadTexts) {
  EXPECT_EQ(FaultOf([](weir_plugin* each) { each->version = nullptr; }),
            "has a bad descriptor 0 (good): version is NULL");
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->version = "\xff"; }),
              HasSubstr("version is not UTF-8"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->description = nullptr; }),
              HasSubstr("description is NULL"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->description = "two\nlines"; }),
              HasSubstr("description is not one line of text"));
  const std::string endless(1 << 20, 'x');
  EXPECT_THAT(FaultOf([&](weir_plugin* each) { each->description = endless.c_str(); }),
              HasSubstr("description is longer than 1024 bytes"));
}

TEST(ReadDescriptors, RefusesMissingFunctions) {
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->create = nullptr; }), HasSubstr("create is N"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->describe = nullptr; }),
              HasSubstr("describe is NULL"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->collect = nullptr; }),
              HasSubstr("collect is NULL"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->destroy = nullptr; }),
              HasSubstr("destroy is NULL"));
  EXPECT_EQ(FaultOf([](weir_plugin* each) { each->get_extension = nullptr; }), "");
}

TEST(ReadDescriptors, ChecksTheSchema) {
  EXPECT_EQ(FaultOf([](weir_plugin* each) { each->config_schema = "true"; }), "");
  EXPECT_EQ(FaultOf([](weir_plugin* each) { each->config_schema = "{\"type\": 1}"; }), "");
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->config_schema = "{\"a\": }"; }),
              HasSubstr("config_schema is not JSON (byte 7)"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->config_schema = "[]"; }),
              HasSubstr("config_schema is JSON, but neither"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->config_schema = "\"\xff\""; }),
              HasSubstr("config_schema is not UTF-8"));
  EXPECT_THAT(FaultOf([](weir_plugin* each) { each->config_schema = "{\"a\": 1e999}"; }),
              HasSubstr("config_schema is JSON with a number"));
  const std::string nested =
      "{\"a\": " + std::string(200'000, '[') + std::string(200'000, ']') + "}";
  EXPECT_EQ(FaultOf([&](weir_plugin* each) { each->config_schema = nested.c_str(); }), "");
  const std::string deep(1 << 20, '[');
  EXPECT_THAT(FaultOf([&](weir_plugin* each) { each->config_schema = deep.c_str(); }),
              HasSubstr("config_schema is not JSON"));
}

TEST(ReadDescriptors, RefusesTheSameNameTwice) {
  const weir_plugin first = Good();
  const weir_plugin second = Good();
  EXPECT_EQ(FaultIn({&first, &second}), "has two plugins of the name good");
}

}  // namespace
}  // namespace weir::plugin
