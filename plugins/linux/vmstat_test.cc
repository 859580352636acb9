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

class VmstatFile : public ::testing::Test {
 protected:
  VmstatFile() {
    host_.Describe();
    Collect();
  }

  void Collect() {
    host_.Collect();
    EXPECT_EQ(host_.status(), WEIR_OK) << host_.error();
  }
  std::string Line(const std::string& field) {
    return LinesOf(host_.Text(), "node_vmstat_" + field);
  }

  TestTree tree_;
  weir::testing::Host host_{&kFakeLinux, tree_.Config(R"("include": ["vmstat"])")};
};

TEST_F(VmstatFile, MayChangeInAllNumbers) {
  tree_.Replace("procfs/vmstat", "nr_free_pages 977769", "nr_free_pages 1234567890123456789");
  tree_.Replace("procfs/vmstat", "oom_kill 3", "oom_kill 45");
  Collect();
  EXPECT_EQ(Line("oom_kill"), "node_vmstat_oom_kill 45\n");
  EXPECT_EQ(Line("pswpin"), "node_vmstat_pswpin 1476\n");
}

// Only as much is read as has the fields in it; the last number of that may be cut off.
TEST_F(VmstatFile, MayGrowBeyondWhatWasRead) {
  tree_.Replace("procfs/vmstat", "oom_kill 3", "oom_kill 123456789");
  for (int i = 0; i < 200; ++i) {
    tree_.Replace("procfs/vmstat", "pgfree ", "pgfree 0");
    Collect();
    ASSERT_EQ(Line("oom_kill"), "node_vmstat_oom_kill 123456789\n") << i;
  }
}

TEST_F(VmstatFile, MayHaveOtherFields) {
  tree_.Write("procfs/vmstat", "pgpgin 1\nnr_other 2\npgfault 3\n");
  Collect();
  EXPECT_EQ(Line("pgpgin") + Line("pgfault"), "node_vmstat_pgpgin 1\nnode_vmstat_pgfault 3\n");
  EXPECT_EQ(Line("oom_kill"), "");
}

TEST_F(VmstatFile, IsReportedUntilItIsUnderstood) {
  tree_.Replace("procfs/vmstat", "pswpout 35045", "pswpout many");
  tree_.Replace("procfs/vmstat", "thp_fault_alloc 142261", "thp_fault_alloc many");
  host_.Collect();
  EXPECT_EQ(host_.status(), WEIR_PARTIAL);
  EXPECT_EQ(Line("oom_kill"), "node_vmstat_oom_kill 3\n");
  tree_.Replace("procfs/vmstat", "pswpout many", "pswpout 1");
  host_.Collect();
  EXPECT_NE(host_.error().find("thp_fault_alloc many"), std::string::npos) << host_.error();
  tree_.Replace("procfs/vmstat", "thp_fault_alloc many", "thp_fault_alloc 1");
  Collect();
  EXPECT_EQ(Line("pswpout"), "node_vmstat_pswpout 1\n");
}

TEST_F(VmstatFile, IsReportedWhenItIsEmptyOrGone) {
  tree_.Write("procfs/vmstat", "");
  host_.Collect();
  EXPECT_NE(host_.error().find("found nothing to show in"), std::string::npos) << host_.error();
  tree_.Remove("procfs/vmstat");
  host_.Collect();
  EXPECT_NE(host_.error().find("cannot read"), std::string::npos) << host_.error();
}

}  // namespace
}  // namespace weir::linux_plugin
