#include "mountinfo.h"

#include <gtest/gtest.h>

namespace weir::linux_plugin {
namespace {

TEST(MountLine, ReadsTheFieldsThatAreShown) {
  MountLine line;
  ASSERT_TRUE(ParseMountLine(
      "36 35 98:7 /mnt1 /mnt2 rw,noatime master:1 shared:2 - ext3 /dev/root rw,errors=continue",
      &line));
  EXPECT_EQ(line.major, 98u);
  EXPECT_EQ(line.minor, 7u);
  EXPECT_EQ(line.mount_point, "/mnt2");
  EXPECT_EQ(line.fs_type, "ext3");
  EXPECT_EQ(line.source, "/dev/root");
  EXPECT_FALSE(line.is_read_only);
}

TEST(MountLine, ReadsAnEmptySource) {
  MountLine line;
  ASSERT_TRUE(ParseMountLine("39 27 0:55 / /x rw - fuse.lxcfs  ro,user_id=0", &line));
  EXPECT_EQ(line.source, "");
  EXPECT_TRUE(line.is_read_only);
}

TEST(MountLine, FindsReadOnlyMountsAndReadOnlyFileSystems) {
  MountLine line;
  ASSERT_TRUE(ParseMountLine("1 2 0:1 / /x ro,relatime - ext4 /dev/a rw", &line));
  EXPECT_TRUE(line.is_read_only);
  ASSERT_TRUE(ParseMountLine("1 2 0:1 / /x rw,relatime - ext4 /dev/a ro", &line));
  EXPECT_TRUE(line.is_read_only);
  ASSERT_TRUE(ParseMountLine("1 2 0:1 / /x rw,errors=remount-ro - ext4 /dev/a rw,xro", &line));
  EXPECT_FALSE(line.is_read_only);
}

TEST(MountLine, RefusesGarbage) {
  MountLine line;
  for (const char* text :
       {"", "1", "1 2", "1 2 0:1", "1 2 x:1 / /x rw - ext4 a rw", "1 2 01 / /x rw - ext4 a rw",
        "1 2 0:1 / /x rw", "1 2 0:1 / /x rw -", "1 2 0:1 / /x rw - ", "1 2 0:1 / /x rw shared:1",
        "1 2 0:1 /  rw - ext4 a rw"}) {
    EXPECT_FALSE(ParseMountLine(text, &line)) << text;
  }
}

TEST(DecodeOctal, UndoesEveryEscapeAndNothingElse) {
  EXPECT_EQ(DecodeOctal("/a\\040b\\011c\\012d\\134e\\043f"), "/a b\tc\nd\\e#f");
  EXPECT_EQ(DecodeOctal("\\303\\244"), "\xC3\xA4");
  EXPECT_EQ(DecodeOctal("\\04"), "\\04");
  EXPECT_EQ(DecodeOctal("\\048\\999\\400\\"), "\\048\\999\\400\\");
}

TEST(StripRoot, ShowsMountPointsAsTheHostSeesThem) {
  EXPECT_EQ(StripRoot("/host", "/host/home"), "/home");
  EXPECT_EQ(StripRoot("/host/", "/host"), "/");
  EXPECT_EQ(StripRoot("/host", "/hostel"), "/hostel");
  EXPECT_EQ(StripRoot("/", "/home"), "/home");
}

TEST(JoinRoot, LeadsToTheMountPoint) {
  EXPECT_EQ(JoinRoot("/", "/home"), "/home");
  EXPECT_EQ(JoinRoot("/host", "/"), "/host/");
}

}  // namespace
}  // namespace weir::linux_plugin
