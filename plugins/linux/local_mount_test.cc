#include "local_mount.h"

#include <gtest/gtest.h>

namespace weir::linux_plugin {
namespace {

TEST(LocalMount, KnowsOnlyTypesThatCannotHang) {
  for (const char* type : {"ext4", "xfs", "btrfs", "vfat", "tmpfs"}) {
    EXPECT_TRUE(KnowsItsNumbers(type)) << type;
  }
  for (const char* type :
       {"", "nfs", "nfs4", "cifs", "smb3", "fuse", "fuse.sshfs", "fuseblk", "9p", "ceph", "afs",
        "autofs", "overlay", "zfs", "ext", "ext44", "unheard-of"}) {
    EXPECT_FALSE(KnowsItsNumbers(type)) << type;
  }
}

TEST(LocalMount, FindsAFolderOnTheWay) {
  const Folders folders = {"/net", "/a/b"};
  for (const char* path : {"/net", "/net/x", "/net/x/y", "/a/b", "/a/b/", "/a/b/c"}) {
    EXPECT_TRUE(LeadsThrough(path, folders)) << path;
  }
  for (const char* path : {"", "/", "/network", "/a", "/a/bc", "/x/net", "net"}) {
    EXPECT_FALSE(LeadsThrough(path, folders)) << path;
  }
}

}  // namespace
}  // namespace weir::linux_plugin
