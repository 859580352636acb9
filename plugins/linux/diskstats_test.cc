#include "diskstats.h"

#include <gtest/gtest.h>

#include "test_tree.h"

namespace weir::linux_plugin {
namespace {

TEST(DiskLine, ReadsAllColumns) {
  DiskLine line;
  ASSERT_TRUE(ParseDiskLine(" 259 0 nvme0n1 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", &line));
  EXPECT_EQ(line.major, 259u);
  EXPECT_EQ(line.minor, 0u);
  EXPECT_EQ(line.device, "nvme0n1");
  EXPECT_EQ(line.count, 17u);
  EXPECT_EQ(line.values[16], 17u);
}

TEST(DiskLine, ReadsTheFewerColumnsOfOldKernels) {
  DiskLine line;
  ASSERT_TRUE(ParseDiskLine("8 0 sda 1 2 3 4 5 6 7 8 9 10 11", &line));
  EXPECT_EQ(line.count, 11u);
}

TEST(DiskLine, RefusesGarbage) {
  DiskLine line;
  for (const char* text : {"", "8", "8 0", "8 0 sda", "8 0 sda1 1 2 3 4", "x 0 sda 1 2 3",
                           "8 0 sda 1 2 3 4 5 6 7 8 9 10 x", "8 0 sda 1 2 3 4 5 6 7 8 9 10 11 x"}) {
    EXPECT_FALSE(ParseDiskLine(text, &line)) << text;
  }
}

class Diskstats : public ::testing::Test {
 protected:
  Diskstats() : host_(&kFakeLinux, tree_.Config(R"("include": ["diskstats"])")) {
    host_.Describe();
    host_.Collect();
  }

  std::string Info() {
    host_.Collect();
    return LinesOf(host_.Text(), "node_disk_info");
  }

  TestTree tree_;
  weir::testing::Host host_;
};

TEST_F(Diskstats, LeavesOutPartitionsAndMemoryDisks) {
  EXPECT_EQ(LinesOf(host_.Text(), "node_disk_io_now"),
            "node_disk_io_now{device=\"dm-0\"} 0\n"
            "node_disk_io_now{device=\"nvme0n1\"} 2\n"
            "node_disk_io_now{device=\"sda\"} 0\n");
}

TEST_F(Diskstats, ReadsUdevsWordAnewWhenItHasChanged) {
  EXPECT_NE(Info().find("serial=\"2160A0D5FVGG\""), std::string::npos);
  tree_.Remove("udev/b8:0");
  EXPECT_NE(Info().find("device=\"sda\",major=\"8\",minor=\"0\",rotational=\"1\"}"),
            std::string::npos)
      << host_.Text();
  tree_.Write("udev/b8:0", "E:ID_SERIAL=other\n");
  EXPECT_NE(Info().find("serial=\"other\""), std::string::npos);
  EXPECT_EQ(host_.Text().find("MISTAKE"), std::string::npos) << host_.Text();
}

TEST_F(Diskstats, ShowsAnotherDiskUnderTheSameName) {
  tree_.Replace("procfs/diskstats", "   8       0 sda", "   8      64 sda");
  std::string info = Info();
  EXPECT_NE(info.find("minor=\"64\""), std::string::npos);
  EXPECT_EQ(info.find("serial"), std::string::npos);
}

TEST_F(Diskstats, ForgetsAllSeriesOfADiskThatIsGone) {
  std::string file = tree_.Read("procfs/diskstats");
  tree_.Write("procfs/diskstats", "");
  host_.Collect();
  EXPECT_EQ(host_.Text(), "");
  EXPECT_EQ(host_.book().series().size(), 0u);
  EXPECT_EQ(host_.status(), WEIR_OK);
  tree_.Write("procfs/diskstats", file);
  EXPECT_NE(Info(), "");
}

}  // namespace
}  // namespace weir::linux_plugin
