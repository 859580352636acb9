#include "mounts_file.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "test_tree.h"

namespace weir::linux_plugin {
namespace {

using Result = MountsFile::Result;

TEST(MountsFile, ReadsAnOrdinaryFileEachTime) {
  TestTree tree;
  MountsFile mounts(tree.path() + "/procfs");
  std::string_view text;
  EXPECT_EQ(mounts.Read(&text), Result::kNew);
  EXPECT_EQ(mounts.Read(&text), Result::kNew);
  EXPECT_EQ(text, tree.Read("procfs/1/mountinfo"));
}

TEST(MountsFile, TellsThatThereIsNone) {
  MountsFile mounts("/nowhere");
  std::string_view text;
  EXPECT_EQ(mounts.Read(&text), Result::kUnreadable);
  EXPECT_EQ(mounts.file().os_error(), ENOENT);
  EXPECT_EQ(mounts.file().path(), "/nowhere/self/mountinfo");
}

// Runs in a process with mounts of its own: 0, the number of the step that went wrong, or 99 if
// the system does not allow it.
int MountSomething(const std::string& procfs, const std::string& folder) {
  if (unshare(CLONE_NEWNS) != 0) return 99;
  if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 99;
  MountsFile mounts(procfs);
  std::string_view text;
  if (mounts.Read(&text) != Result::kNew) return 1;
  if (mounts.Read(&text) != Result::kUnchanged) return 2;
  if (mount("none", folder.c_str(), "tmpfs", 0, nullptr) != 0) return 99;
  if (mounts.Read(&text) != Result::kNew) return 3;
  if (text.find(folder) == std::string_view::npos) return 4;
  if (mounts.Read(&text) != Result::kUnchanged) return 5;
  if (mount("none", folder.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0) return 99;
  if (mounts.Read(&text) != Result::kNew) return 6;
  if (umount(folder.c_str()) != 0) return 99;
  if (mounts.Read(&text) != Result::kNew) return 7;
  return text.find(folder) == std::string_view::npos ? 0 : 8;
}

TEST(MountsFile, ReadsTheKernelsFileWhenSomethingWasMounted) {
  TestTree tree;
  tree.Remove("procfs/1");
  std::filesystem::create_symlink("/proc/self", tree.path() + "/procfs/self");
  std::filesystem::create_directory(tree.path() + "/mounted");
  pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) _exit(MountSomething(tree.path() + "/procfs", tree.path() + "/mounted"));
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == 99) GTEST_SKIP() << "mounting is not allowed here";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace weir::linux_plugin
