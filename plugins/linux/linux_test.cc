#include "linux.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <string>

#include "config_schema.h"
#include "groups.h"
#include "test_tree.h"

namespace weir::linux_plugin {
namespace {

std::string ConfigError(const std::string& config) {
  weir::testing::Host host(config);
  return host.config_pointer() + ": " + host.error();
}

// What varies with the machine is left out; WEIR_REWRITE_GOLDEN=1 writes the page anew.
TEST(Linux, ShowsAKnownMachineAsItAlwaysDid) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("exclude": ["uname"])"));
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.status(), WEIR_OK) << host.error();
  std::string page = host.Text();
  for (const char* family : {"node_time_seconds", "node_time_zone_offset_seconds"}) {
    std::string varies = LinesOf(page, family);
    ASSERT_NE(varies, "");
    page.erase(page.find(varies), varies.size());
  }
  std::string golden = std::string(WEIR_TEST_DATA) + "/page.txt";
  if (std::getenv("WEIR_REWRITE_GOLDEN") != nullptr) std::ofstream(golden) << page;
  EXPECT_EQ(page, ReadTestFile(golden));
}

TEST(Linux, NamesItsGroupsInItsSchema) {
  const std::string error = ConfigError(R"({"exclude": ["nothing like it"]})");
  const size_t list = error.find("there are ");
  ASSERT_NE(list, std::string::npos) << error;
  std::istringstream names(error.substr(list + 10));
  const std::string schema = kConfigSchema;
  for (std::string name; names >> name;) {
    EXPECT_NE(schema.find('"' + name + '"'), std::string::npos) << name;
  }
}

TEST(Linux, ShowsTheSameInEveryCollection) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("exclude": ["uname", "time"])"));
  host.Describe();
  host.Collect();
  std::string first = host.Text();
  for (int i = 0; i < 3; ++i) host.Collect();
  EXPECT_EQ(host.Text(), first);
}

TEST(Linux, ShowsTheMachineItRunsOn) {
  weir::testing::Host host;
  host.Describe();
  host.Collect();
  EXPECT_GE(host.status(), WEIR_OK) << host.error();
  std::string page = host.Text();
  for (const char* family :
       {"node_load1", "node_memory_MemTotal_bytes", "node_cpu_seconds_total", "node_intr_total",
        "node_boot_time_seconds", "node_uname_info", "node_time_seconds",
        "node_time_zone_offset_seconds", "node_network_receive_bytes_total"}) {
    EXPECT_NE(LinesOf(page, family), "") << family;
  }
  EXPECT_EQ(page.find("MISTAKE"), std::string::npos) << page;
}

TEST(Linux, LeavesOutTheGroupsThatAreExcluded) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("exclude": ["vmstat", "netdev"])"));
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.Text().find("node_vmstat_"), std::string::npos);
  EXPECT_EQ(host.Text().find("node_network_"), std::string::npos);
  EXPECT_NE(LinesOf(host.Text(), "node_load1"), "");
}

TEST(Linux, CostsAGroupThatCannotBeReadItsOwnFamiliesOnly) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("include": ["vmstat", "loadavg"])"));
  host.Describe();
  host.Collect();
  std::string before = host.Text();
  std::string file = tree.Read("procfs/vmstat");
  tree.Remove("procfs/vmstat");
  host.Collect();
  EXPECT_EQ(host.status(), WEIR_PARTIAL);
  EXPECT_EQ(host.error(), "cannot read " + tree.path() + "/procfs/vmstat");
  EXPECT_EQ(host.os_error(), ENOENT);
  EXPECT_EQ(host.Text().find("node_vmstat_"), std::string::npos);
  EXPECT_NE(LinesOf(host.Text(), "node_load1"), "");
  tree.Write("procfs/vmstat", file);
  host.Collect();
  EXPECT_EQ(host.status(), WEIR_OK);
  EXPECT_EQ(host.Text(), before);
}

TEST(Linux, ReportsEveryFileThatIsMissing) {
  TestTree tree;
  tree.Remove("procfs");
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("exclude": ["uname", "time"])"));
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.status(), WEIR_PARTIAL);
  EXPECT_NE(host.error().find("/procfs/stat (and 7 more)"), std::string::npos) << host.error();
}

TEST(Linux, ReportsALineThatItDoesNotUnderstandAndShowsTheRest) {
  TestTree tree;
  tree.Replace("procfs/meminfo", "MemFree:          450891 kB", "MemFree: very much");
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("include": ["meminfo"])"));
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.status(), WEIR_PARTIAL);
  EXPECT_EQ(host.error(),
            "cannot understand \"MemFree: very much\" in " + tree.path() + "/procfs/meminfo");
  EXPECT_EQ(LinesOf(host.Text(), "node_memory_MemFree_bytes"), "");
  EXPECT_NE(LinesOf(host.Text(), "node_memory_MemTotal_bytes"), "");
}

TEST(Linux, ReportsEmptyFiles) {
  TestTree tree;
  for (const char* name : {"stat", "meminfo", "vmstat", "net/dev", "loadavg"}) {
    tree.Write(std::string("procfs/") + name, "");
  }
  weir::testing::Host host(&kFakeLinux,
                           tree.Config(R"("exclude": ["uname", "time", "diskstats"])"));
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.status(), WEIR_PARTIAL);
  EXPECT_NE(host.error().find("found nothing to show in"), std::string::npos) << host.error();
  EXPECT_NE(host.error().find("(and 5 more)"), std::string::npos) << host.error();
}

TEST(Linux, FollowsCpusThatAreUnplugged) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("include": ["cpu"])"));
  host.Describe();
  host.Collect();
  std::string before = host.Text();
  std::string stat = tree.Read("procfs/stat");
  tree.Write("procfs/stat", stat.substr(0, stat.find("cpu1")));
  tree.Write("sysfs/devices/system/cpu/online", "0\n");
  host.Collect();
  EXPECT_EQ(LinesOf(host.Text(), "node_cpu_seconds_total").find("cpu=\"1\""), std::string::npos);
  EXPECT_NE(LinesOf(host.Text(), "node_cpu_online").find("node_cpu_online{cpu=\"1\"} 0"),
            std::string::npos);
  tree.Write("procfs/stat", stat);
  tree.Write("sysfs/devices/system/cpu/online", "0-1,3\n");
  host.Collect();
  EXPECT_EQ(host.Text(), before);
}

TEST(Linux, LeavesOutTheTimeOfGuestsIfTold) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux,
                           tree.Config(R"("include": ["cpu"], "cpu": {"guest": false})"));
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.Text().find("guest"), std::string::npos);
}

// A collection that is thrown away takes the series along that were added in it: the next one must
// not push to numbers that are void.
TEST(Linux, RecoversFromACollectionThatTheHostThrewAway) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux, tree.Config(R"("exclude": ["uname", "time"])"));
  host.Describe();
  host.set_timeout(std::chrono::nanoseconds(1));
  host.Collect();
  ASSERT_EQ(host.status(), WEIR_E_TIMEOUT);
  host.set_timeout(std::chrono::seconds(10));
  host.Collect();
  std::string page = host.Text();
  EXPECT_EQ(page.find("MISTAKE"), std::string::npos) << page;
  EXPECT_NE(LinesOf(page, "node_cpu_seconds_total"), "");
  host.set_timeout(std::chrono::nanoseconds(1));
  host.Collect();
  host.set_timeout(std::chrono::seconds(10));
  host.Collect();
  EXPECT_EQ(host.Text(), page);
}

TEST(Linux, GoesOnWithoutTheSeriesThatTheHostRefuses) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux, tree.Config());
  host.set_series_limit(40);
  host.Describe();
  host.Collect();
  EXPECT_GE(host.status(), WEIR_OK);
  EXPECT_EQ(host.book().series().size(), 40u);
}

TEST(LinuxConfig, SuggestsTheGroupThatWasMeant) {
  EXPECT_EQ(ConfigError(R"({"exclude": ["cpu", "vmstats"]})"),
            "/exclude/1: unknown group \"vmstats\", did you mean \"vmstat\"?");
  EXPECT_EQ(ConfigError(R"({"include": ["zfs"]})"),
            "/include/0: unknown group \"zfs\"; there are cpu diskstats filesystem loadavg meminfo "
            "netdev stat time uname vmstat");
}

TEST(LinuxConfig, RefusesIncludeAndExcludeTogether) {
  EXPECT_EQ(ConfigError(R"({"include": ["cpu"], "exclude": []})"),
            "/exclude: either include or exclude, not both");
}

TEST(LinuxConfig, NamesTheValueThatIsWrong) {
  EXPECT_EQ(ConfigError(R"({"procfs": "proc"})").substr(0, 8), "/procfs:");
  EXPECT_EQ(ConfigError(R"({"exclude": "cpu"})").substr(0, 9), "/exclude:");
  EXPECT_EQ(ConfigError(R"({"cpu": {"guest": 1}})").substr(0, 11), "/cpu/guest:");
  EXPECT_EQ(ConfigError(R"({"netdev": {"device_exclude": "("}})").substr(0, 23),
            "/netdev/device_exclude:");
  EXPECT_EQ(ConfigError(R"({"vmstat": {"fields": "["}})").substr(0, 15), "/vmstat/fields:");
  for (const char* duration : {"2", "0s", "-1s", "2 s", "2h", "s", "99999999999s"}) {
    EXPECT_EQ(ConfigError(std::string(R"({"filesystem": {"timeout": ")") + duration + "\"}}")
                  .substr(0, 20),
              "/filesystem/timeout:")
        << duration;
  }
}

TEST(LinuxConfig, ChecksGroupsThatAreSwitchedOffAsWell) {
  EXPECT_NE(ConfigError(R"({"exclude": ["vmstat"], "vmstat": {"fields": "["}})"), ": ");
}

TEST(Nearest, GivesNothingForAWordThatIsLikeNone) {
  EXPECT_EQ(Nearest("lodavg", {"cpu", "loadavg"}), "loadavg");
  EXPECT_EQ(Nearest("memory", {"cpu", "loadavg"}), "");
}

}  // namespace
}  // namespace weir::linux_plugin
