// The list of collectors: names, plugins, times, limits, defaults.
#include <cstdlib>

#include "loading.h"

namespace weir::config {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

TEST(Collector, HasDefaults) {
  const Collector collector = GoodCollector("");
  EXPECT_EQ(collector.name, "disks");
  EXPECT_EQ(collector.plugin, "disks");
  EXPECT_FALSE(collector.required);
  EXPECT_FALSE(collector.interval.has_value());
  EXPECT_EQ(collector.min_interval, 0s);
  EXPECT_EQ(collector.timeout, 5s);
  EXPECT_EQ(collector.start_timeout, 10s);
  EXPECT_FALSE(collector.max_staleness.has_value());
  EXPECT_FALSE(collector.honor_timestamps);
  EXPECT_FALSE(collector.created_timestamps);
  EXPECT_THAT(collector.labels, IsEmpty());
  EXPECT_EQ(collector.limits.series, 50'000U);
  EXPECT_EQ(collector.config, "{}");
}

TEST(Collector, KnowsWhereItStands) {
  const Collector collector = GoodCollector("    name: sda\n");
  EXPECT_EQ(ToString(collector.place), "/etc/weir/exporter.yaml:2:5");
  EXPECT_EQ(ToString(collector.plugin_place), "/etc/weir/exporter.yaml:2:13");
}

TEST(Collector, HasEveryKey) {
  const Collector collector = GoodCollector(
      "    name: sda\n    required: true\n    interval: 1m30s\n    timeout: 250ms\n"
      "    start_timeout: 20s\n    max_staleness: 0\n    honor_timestamps: true\n"
      "    created_timestamps: true\n"
      "    labels: {site: fra1, rack: 17}\n"
      "    limits: {series: 10, labels: 0, name: 1KiB, label_value: 100, help: 0}\n"
      "    config: {exclude: [zfs]}\n");
  EXPECT_EQ(collector.name, "sda");
  EXPECT_TRUE(collector.required);
  EXPECT_EQ(collector.interval, 90s);
  EXPECT_EQ(collector.timeout, 250ms);
  EXPECT_EQ(collector.start_timeout, 20s);
  EXPECT_EQ(collector.max_staleness, 0s);
  EXPECT_TRUE(collector.honor_timestamps);
  EXPECT_TRUE(collector.created_timestamps);
  EXPECT_THAT(collector.labels, ElementsAre(Pair("rack", "17"), Pair("site", "fra1")));
  EXPECT_EQ(collector.limits.series, 10U);
  EXPECT_EQ(collector.limits.labels, 0U);
  EXPECT_EQ(collector.limits.name_bytes, 1024U);
  EXPECT_EQ(collector.limits.value_bytes, 100U);
  EXPECT_EQ(collector.limits.help_bytes, 0U);
  EXPECT_EQ(collector.config, R"({"exclude":["zfs"]})");
}

TEST(Collector, KeepsTheOrderOfTheFile) {
  const Configuration configuration = Good("collectors: [{plugin: b}, {plugin: a}, {plugin: c}]\n");
  ASSERT_EQ(configuration.collectors.size(), 3U);
  EXPECT_EQ(configuration.collectors[0].name, "b");
  EXPECT_EQ(configuration.collectors[1].name, "a");
  EXPECT_EQ(configuration.collectors[2].name, "c");
}

TEST(Collector, NeedsAPlugin) {
  const char* missing = "\"plugin\" is missing: the name of a plugin or the path of its file";
  EXPECT_EQ(MessageOf("collectors:\n  - name: disks\n"),
            std::string("2:5 collector \"disks\": ") + missing);
  EXPECT_EQ(MessageOf("collectors:\n  - plugin: a\n  -\n  - plugin: b\n"),
            std::string("3:3 collectors[1]: ") + missing);
}

TEST(Collector, RefusesABadPluginOnce) {
  EXPECT_EQ(
      MessageOf("collectors:\n  - plugin: disks.so\n"),
      "2:13 collector \"disks.so\": plugin: \"disks.so\" is neither a name nor a path: a name "
      "has no .so, a path has a slash, as in ./x.so");
}

TEST(Collector, RefusesABadName) {
  EXPECT_THAT(CollectorMessage("    name: a b\n"),
              StartsWith("3:11 collector \"a b\": name: \"a b\" is not a collector's name"));
  EXPECT_THAT(CollectorMessage("    name: weir\n"), HasSubstr("is reserved"));
}

TEST(Collector, AsksForANameWhereThePluginsIsNone) {
  EXPECT_THAT(
      MessageOf("collectors:\n  - plugin: ./disks.so.1\n"),
      AllOf(StartsWith("2:13 "), HasSubstr("plugin: \"disks.so.1\", the name by default, is"),
            HasSubstr("give the collector a \"name\"")));
  EXPECT_EQ(MessageOf("collectors:\n  - {plugin: ./disks.so.1, name: disks}\n"), "");
}

TEST(Collector, HasANameOfItsOwn) {
  EXPECT_EQ(
      MessageOf("collectors:\n  - plugin: disks\n  - plugin: disks\n"),
      "3:13 collector \"disks\": another collector is called \"disks\", at line 2, column 13: "
      "give one of them another \"name\"");
  EXPECT_EQ(MessageOf("collectors:\n  - plugin: a\n    name: b\n  - plugin: c\n    name: b\n"),
            "5:11 collector \"b\": another collector is called \"b\", at line 3, column 11");
  EXPECT_EQ(MessageOf("collectors: [{plugin: a}, {plugin: a, name: b}]\n"), "");
}

TEST(Collector, IsAMapInAList) {
  EXPECT_EQ(MessageOf("collectors: [disks]\n"),
            "1:14 collectors[0]: must be a map of keys and values, but is a single value");
  EXPECT_EQ(MessageOf("collectors:\n  plugin: disks\n"),
            "2:3 collectors: must be a list, but is a map: begin each collector with \"- \"");
  EXPECT_EQ(MessageOf("collectors:\n"), "");
  EXPECT_EQ(MessageOf("collectors: []\n"), "");
}

TEST(Collector, SaysWhatItsMistakesBelongTo) {
  EXPECT_EQ(CollectorMessage("    limits: {memori: 64MiB}\n"),
            "3:14 collector \"disks\": limits: unknown key \"memori\", did you mean \"memory\"?");
  EXPECT_EQ(
      CollectorMessage("    limits: {help: 64MB}\n"),
      "3:20 collector \"disks\": limits: help: \"64MB\" is not a size: units are KiB, MiB and "
      "GiB, of 1024 each");
  EXPECT_EQ(CollectorMessage("    limits: 5\n"),
            "3:13 collector \"disks\": limits: must be a map of keys and values, but is a single "
            "value");
  EXPECT_EQ(CollectorMessage("    limits: {series: \"5\"}\n"),
            "3:22 collector \"disks\": limits: series: \"5\" is a string: write it without quotes");
}

TEST(CollectorTimes, HaveBounds) {
  for (const char* good :
       {"interval: 100ms", "interval: 7d", "interval: 1w", "min_interval: 0", "timeout: 1ms",
        "timeout: 1h", "start_timeout: 1h", "max_staleness: 0s", "max_staleness: 52w"}) {
    EXPECT_EQ(CollectorMessage("    " + std::string(good) + "\n"), "") << good;
  }
  for (const char* bad : {"interval: 99ms", "interval: 0", "timeout: 0", "start_timeout: 0s"}) {
    EXPECT_THAT(CollectorMessage("    " + std::string(bad) + "\n"), HasSubstr("is too short"))
        << bad;
  }
  for (const char* bad : {"interval: 8d", "timeout: 1h1ms", "max_staleness: 53w"}) {
    EXPECT_THAT(CollectorMessage("    " + std::string(bad) + "\n"), HasSubstr("is too long"))
        << bad;
  }
}

TEST(CollectorTimes, SayWhatAnIntervalCanBe) {
  EXPECT_EQ(CollectorMessage("    interval: on-scrape\n"),
            "3:15 collector \"disks\": interval: \"on-scrape\" is neither on_scrape nor a duration "
            "such as 15s");
  EXPECT_EQ(
      CollectorMessage("    interval: 15\n"),
      "3:15 collector \"disks\": interval: \"15\" is not a duration: its unit is missing, as in "
      "5s or 250ms");
}

TEST(CollectorTimes, TimeoutIsNotLongerThanTheInterval) {
  EXPECT_EQ(CollectorMessage("    interval: 5s\n    timeout: 5s\n"), "");
  EXPECT_EQ(CollectorMessage("    interval: 5s\n    timeout: 6s\n"),
            "4:14 collector \"disks\": timeout: is longer than the interval, 5s");
}

TEST(CollectorTimes, InheritedTimeoutIsShortenedToTheInterval) {
  EXPECT_EQ(GoodCollector("    interval: 1s\n").timeout, 1s);
  EXPECT_EQ(Good("defaults: {timeout: 30s}\ncollectors: [{plugin: a, interval: 15s}]\n")
                .collectors[0]
                .timeout,
            15s);
}

TEST(CollectorTimes, AreNotComparedWhereOneIsWrong) {
  EXPECT_THAT(CollectorMessage("    interval: 1s\n    timeout: 7\n"), HasSubstr("\"7\" is not"));
  EXPECT_EQ(MessagesOf("collectors: [{plugin: a, interval: 1s, timeout: 7}]\n").size(), 1U);
  EXPECT_EQ(MessagesOf("defaults: {interval: 1s}\n"
                       "collectors: [{plugin: a, interval: 7, timeout: 5s}]\n")
                .size(),
            1U);
}

TEST(CollectorTimes, MinIntervalIsForScrapes) {
  EXPECT_EQ(GoodCollector("    min_interval: 10s\n").min_interval, 10s);
  EXPECT_EQ(
      CollectorMessage("    interval: 15s\n    min_interval: 10s\n"),
      "4:19 collector \"disks\": min_interval: is for collectors with interval: on_scrape, this "
      "one's is 15s");
  EXPECT_EQ(Good("defaults: {min_interval: 3s}\ncollectors: [{plugin: a, interval: 15s}]\n")
                .collectors[0]
                .min_interval,
            0s);
}

TEST(Defaults, HoldWhereACollectorDoesNotSayOtherwise) {
  const Configuration configuration = Good(
      "defaults: {interval: 15s, timeout: 2s, required: true, max_staleness: 5m}\n"
      "collectors:\n"
      "  - plugin: a\n"
      "  - {plugin: b, interval: on_scrape, timeout: 30s, required: false}\n");
  EXPECT_EQ(configuration.collectors[0].interval, 15s);
  EXPECT_EQ(configuration.collectors[0].timeout, 2s);
  EXPECT_TRUE(configuration.collectors[0].required);
  EXPECT_EQ(configuration.collectors[0].max_staleness, 5min);
  EXPECT_FALSE(configuration.collectors[1].interval.has_value());
  EXPECT_EQ(configuration.collectors[1].timeout, 30s);
  EXPECT_FALSE(configuration.collectors[1].required);
  EXPECT_EQ(configuration.collectors[1].max_staleness, 5min);
}

TEST(Defaults, MayStandBelowTheCollectors) {
  EXPECT_EQ(Good("collectors: [{plugin: a}]\ndefaults: {timeout: 2s}\n").collectors[0].timeout, 2s);
}

TEST(Defaults, MergeLabelsAndLimitsKeyByKey) {
  const Configuration configuration = Good(
      "defaults: {labels: {site: fra1, rack: a}, limits: {series: 10, help: 20}}\n"
      "collectors: [{plugin: a, labels: {rack: b, site: \"\", x: y}, limits: {series: 30}}]\n");
  EXPECT_THAT(configuration.collectors[0].labels, ElementsAre(Pair("rack", "b"), Pair("x", "y")));
  EXPECT_EQ(configuration.collectors[0].limits.series, 30U);
  EXPECT_EQ(configuration.collectors[0].limits.help_bytes, 20U);
}

TEST(Defaults, DoNotNameThings) {
  EXPECT_THAT(MessagesOf("defaults: {name: a, plugin: b, config: {}}\n"),
              ElementsAre("1:12 defaults: \"name\" is each collector's own: it has no default",
                          "1:21 defaults: \"plugin\" is each collector's own: it has no default",
                          "1:32 defaults: \"config\" is each collector's own: it has no default"));
}

TEST(Defaults, AreReportedOnceAndAtTheirPlace) {
  EXPECT_THAT(MessagesOf("defaults: {timeout: 5}\ncollectors: [{plugin: a}, {plugin: b}]\n"),
              ElementsAre(StartsWith("1:21 defaults: timeout: \"5\" is not a duration")));
  EXPECT_EQ(MessageOf("defaults: []\n"),
            "1:11 defaults: must be a map of keys and values, but is a list");
}

TEST(Labels, AreValidInEveryFormat) {
  EXPECT_THAT(
      MessagesOf("collectors:\n"
                 "  - plugin: a\n"
                 "    labels:\n"
                 "      le: x\n"
                 "      quantile: x\n"
                 "      __name__: x\n"
                 "      a-b: x\n"
                 "      1a: x\n"
                 "      \"\": x\n"
                 "      _ok: x\n"
                 "      caf\xC3\xA9: x\n"),
      ElementsAre(HasSubstr("4:7 collector \"a\": labels: \"le\" is reserved for histograms"),
                  HasSubstr("5:7 collector \"a\": labels: \"quantile\" is reserved"),
                  HasSubstr("6:7 collector \"a\": labels: \"__name__\" is reserved"),
                  HasSubstr("7:7 collector \"a\": labels: \"a-b\" is not a label's name"),
                  HasSubstr("8:7 collector \"a\": labels: \"1a\" is not a label's name"),
                  HasSubstr("9:7 collector \"a\": labels: \"\" is not a label's name"),
                  HasSubstr("11:7 collector \"a\": labels: \"caf\xC3\xA9\" is not a label's")));
}

TEST(Labels, HaveSingleValuesAsTheyAreWritten) {
  EXPECT_THAT(
      GoodCollector("    labels: {a: 0x1F, b: true, c: \"x y\", d: 1.50}\n").labels,
      ElementsAre(Pair("a", "0x1F"), Pair("b", "true"), Pair("c", "x y"), Pair("d", "1.50")));
  EXPECT_THAT(
      MessagesOf("collectors: [{plugin: a, labels: {a: , b: [c], c: {d: e}}}]\n"),
      ElementsAre("1:35 collector \"a\": labels: \"a\": a value is missing",
                  "1:43 collector \"a\": labels: \"b\": must be a single value, but is a list",
                  "1:51 collector \"a\": labels: \"c\": must be a single value, but is a map"));
}

TEST(Labels, HaveBoundedValuesWithoutNul) {
  EXPECT_EQ(CollectorMessage("    labels: {a: " + std::string(4096, 'x') + "}\n"), "");
  EXPECT_THAT(CollectorMessage("    labels: {a: " + std::string(4097, 'x') + "}\n"),
              HasSubstr("is too long: a label's value has at most 4096 bytes"));
  EXPECT_THAT(CollectorMessage("    labels: {a: \"\\0\"}\n"), HasSubstr("contains a NUL byte"));
}

TEST(Collector, SaysTheSameAtAnotherPlaceOfTheFile) {
  const std::string settings = "    sandbox: {user: nobody}\n    config: {a: 1}\n";
  const Collector here =
      LoadText("collectors:\n  - plugin: a\n" + settings, "a.yaml").configuration.collectors.at(0);
  const Collector there = LoadText("# moved\ncollectors:\n\n  - plugin: 'a'\n" + settings, "b.yaml")
                              .configuration.collectors.at(0);
  EXPECT_TRUE(SaySame(here, there));
  EXPECT_TRUE(SaySame(GoodCollector("    interval: 60s\n"), GoodCollector("    interval: 1m\n")));
}

TEST(Collector, SaysTheSameWhetherAValueStandsElsewhereOrNot) {
  setenv("WEIR_TEST_ZONE", "a", 1);
  EXPECT_TRUE(SaySame(GoodCollector("    labels: {zone: {env: WEIR_TEST_ZONE}}\n"),
                      GoodCollector("    labels: {zone: a}\n")));
  unsetenv("WEIR_TEST_ZONE");
}

TEST(Collector, SaysAnotherThingIfAnyKeyDoes) {
  for (const char* keys :
       {"name: x", "interval: 1s", "min_interval: 1s", "timeout: 1s", "start_timeout: 1s",
        "max_staleness: 1s", "honor_timestamps: true", "labels: {a: b}", "limits: {series: 1}",
        "limits: {memory: 32MiB}", "isolation: in_process", "sandbox: {exec: true}",
        "required: true", "log_level: warn", "config: {a: 1}"}) {
    EXPECT_FALSE(SaySame(GoodCollector(""), GoodCollector(std::string("    ") + keys + "\n")))
        << keys;
  }
}

}  // namespace
}  // namespace weir::config
