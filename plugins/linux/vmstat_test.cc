#include "vmstat.h"

#include <gtest/gtest.h>

#include "test_tree.h"

namespace weir::linux_plugin {
namespace {

TEST(VmstatLine, ReadsFieldAndNumber) {
  VmstatLine line;
  ASSERT_TRUE(ParseVmstatLine("pgfault 2320168809", &line));
  EXPECT_EQ(line.field, "pgfault");
  EXPECT_EQ(line.value, 2320168809u);
}

TEST(VmstatLine, RefusesGarbage) {
  VmstatLine line;
  for (const char* text : {"", "pgfault", "pgfault x", "pgfault 1 2", "pgfault -1"}) {
    EXPECT_FALSE(ParseVmstatLine(text, &line)) << text;
  }
}

TEST(Vmstat, ShowsTheFieldsThatTheOperatorWants) {
  TestTree tree;
  weir::testing::Host host(&kFakeLinux,
                           tree.Config(R"("include": ["vmstat"], "vmstat": {"fields": "^nr_"})"));
  host.Describe();
  host.Collect();
  EXPECT_EQ(host.Text(),
            "# HELP node_vmstat_nr_dirty The field nr_dirty of /proc/vmstat.\n"
            "# TYPE node_vmstat_nr_dirty untyped\n"
            "node_vmstat_nr_dirty 16\n"
            "# HELP node_vmstat_nr_free_pages The field nr_free_pages of /proc/vmstat.\n"
            "# TYPE node_vmstat_nr_free_pages untyped\n"
            "node_vmstat_nr_free_pages 977769\n");
}

}  // namespace
}  // namespace weir::linux_plugin
