// Files and directories that somebody else could have written, and ways that lead astray.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "plugin/file_trust.h"
#include "plugin/plugin.h"
#include "scratch.h"

namespace weir::plugin {
namespace {

namespace fs = std::filesystem;

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

constexpr char kAllow[] = ", or set allow_unsafe_plugins: true";
constexpr uid_t kNobody = 65534;

class TrustTest : public Scratch {
 protected:
  std::string Change(mode_t mode) const {
    std::string path = Settle("good");
    chmod(path.c_str(), mode);
    return path;
  }
};

TEST_F(TrustTest, RefusesAFileThatOthersCanWrite) {
  const std::string path = Change(0664);
  EXPECT_EQ(Refusal("good"),
            "plugin " + path + " is writable by group: chmod g-w " + path + kAllow);
  Change(0646);
  EXPECT_EQ(Refusal(path),
            "plugin " + path + " is writable by everyone: chmod o-w " + path + kAllow);
  Change(0666);
  EXPECT_THAT(Refusal("good"), HasSubstr("is writable by everyone: chmod go-w " + path));
}

TEST_F(TrustTest, RunsNothingOfARefusedFile) {
  unsetenv("WEIR_ZOO_CONSTRUCTED");
  chmod(Settle("constructor").c_str(), 0664);
  EXPECT_THAT(Refusal("constructor"), HasSubstr("is writable by group"));
  EXPECT_EQ(getenv("WEIR_ZOO_CONSTRUCTED"), nullptr);
}

TEST_F(TrustTest, LoadsAllOfThatWhenUnsafeIsAllowed) {
  Change(0666);
  MakeDirectory("", 0777);
  EXPECT_TRUE(Load("good", Unsafe()));
  EXPECT_TRUE(Load(Path("good.so"), Unsafe()));
  EXPECT_EQ(List(Unsafe())->at(0).plugins.size(), 1U);
}

TEST_F(TrustTest, RefusesASetUserIdFile) {
  Change(04755);
  EXPECT_THAT(Refusal("good"), HasSubstr("is set-user-ID or set-group-ID: chmod ug-s "));
}

TEST_F(TrustTest, RefusesADirectoryThatOthersCanWrite) {
  Settle("good");
  MakeDirectory("", 0775);
  EXPECT_EQ(Refusal("good"),
            "plugin directory " + root_ + " is writable by group: chmod g-w " + root_ + kAllow);
  MakeDirectory("", 0757);
  EXPECT_EQ(Refusal(Path("good.so")), "plugin good.so: directory " + root_ +
                                          " is writable by everyone: chmod o-w " + root_ + kAllow);
}

TEST_F(TrustTest, RefusesAnAncestorThatOthersCanWrite) {
  const std::string open = MakeDirectory("open", 0777);
  MakeDirectory("open/plugins");
  Settle("good", "open/plugins/good.so");
  EXPECT_EQ(Load("good", Trust{open + "/plugins/", false}).error().message,
            "plugin directory " + open + "/plugins: " + open +
                " is writable by everyone: chmod go-w " + open + kAllow);
}

TEST_F(TrustTest, PassesThroughAStickyDirectory) {
  const std::string sticky = MakeDirectory("sticky", 01777);
  MakeDirectory("sticky/plugins");
  Settle("good", "sticky/plugins/good.so");
  EXPECT_TRUE(Load("good", Trust{sticky + "/plugins", false}));
}

TEST_F(TrustTest, LoadsNothingThatLiesInAStickyDirectoryItself) {
  const std::string sticky = MakeDirectory("sticky", 01777);
  const std::string path = Settle("good", "sticky/good.so");
  EXPECT_THAT(Refusal(path), AllOf(HasSubstr(sticky + " lets others put files beside the plugin"),
                                   HasSubstr("allow_unsafe_plugins: true")));
}

TEST_F(TrustTest, RefusesAnotherOwner) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const std::string path = Settle("good");
  ASSERT_EQ(chown(path.c_str(), kNobody, 0), 0);
  EXPECT_EQ(Refusal("good"),
            "plugin " + path + " belongs to uid 65534, not to root: chown root " + path + kAllow);
  EXPECT_TRUE(Load("good", Unsafe()));
}

TEST_F(TrustTest, RefusesADirectoryOfAnotherOwner) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give directories away";
  const std::string foreign = MakeDirectory("foreign");
  MakeDirectory("foreign/plugins");
  Settle("good", "foreign/plugins/good.so");
  ASSERT_EQ(chown(foreign.c_str(), kNobody, 0), 0);
  EXPECT_THAT(Refusal(foreign + "/plugins/good.so"),
              HasSubstr(foreign + " belongs to uid 65534, not to root: chown root " + foreign));
}

TEST_F(TrustTest, AcceptsWhatBelongsToRoot) {
  Dl_info info = {};
  ASSERT_NE(dladdr(reinterpret_cast<const void*>(&getpid), &info), 0);
  const std::string path = fs::canonical(info.dli_fname).string();
  EXPECT_THAT(Refusal(path), StartsWith("plugin " + path + " exports no weir_plugin_entry_v1"));
}

TEST(FileFault, NamesBothUsers) {
  struct stat status = {};
  status.st_mode = S_IFREG | 0644;
  EXPECT_EQ(FileFault(status, "/x.so"), "") << "root's";
  status.st_uid = geteuid();
  EXPECT_EQ(FileFault(status, "/x.so"), "") << "ours";
  status.st_uid = geteuid() + 1;
  const std::string own =
      geteuid() == 0 ? "" : " or weir's own user (uid " + std::to_string(geteuid()) + ")";
  EXPECT_EQ(FileFault(status, "/x.so"), "belongs to uid " + std::to_string(status.st_uid) +
                                            ", not to root" + own + ": chown root /x.so" + kAllow);
}

TEST_F(TrustTest, FollowsALinkThatStaysInItsDirectory) {
  MakeDirectory("sub");
  const std::string path = Settle("good", "sub/good-1.2.so");
  fs::create_symlink("sub/good-1.2.so", Path("relative.so"));
  fs::create_symlink(path, Path("absolute.so"));
  fs::create_symlink("absolute.so", Path("chained.so"));
  for (const char* const name : {"relative", "absolute", "chained"}) {
    const auto plugin = Load(name, Strict());
    ASSERT_TRUE(plugin) << plugin.error().message;
    EXPECT_EQ((*plugin)->path, path);
  }
}

TEST_F(TrustTest, RefusesALinkOutOfItsDirectory) {
  MakeDirectory("plugins");
  MakeDirectory("plugins-too");
  Settle("good");
  Settle("good", "plugins-too/good.so");
  fs::create_symlink("../good.so", Path("plugins/relative.so"));
  fs::create_symlink(Path("good.so"), Path("plugins/absolute.so"));
  fs::create_symlink(Path("plugins-too/good.so"), Path("plugins/sibling.so"));
  fs::create_symlink("good.so/../../good.so", Path("plugins/winding.so"));
  for (const char* const name : {"relative", "absolute", "sibling", "winding"}) {
    const auto plugin = Load(name, Trust{Path("plugins"), false});
    ASSERT_FALSE(plugin) << name;
    EXPECT_THAT(plugin.error().message,
                HasSubstr("is a symbolic link out of " + Path("plugins") + ", to "));
    EXPECT_TRUE(name == std::string("winding") || Load(name, Trust{Path("plugins"), true}));
  }
}

TEST_F(TrustTest, RefusesALinkThroughASubdirectoryOut) {
  MakeDirectory("plugins/sub");
  Settle("good");
  fs::create_symlink("../../good.so", Path("plugins/sub/out.so"));
  fs::create_symlink("sub/out.so", Path("plugins/good.so"));
  EXPECT_THAT(Load("good", Trust{Path("plugins"), false}).error().message,
              HasSubstr("is a symbolic link out of " + Path("plugins")));
}

TEST_F(TrustTest, JudgesWhatALinkLeadsThrough) {
  MakeDirectory("open", 0777);
  Settle("good", "open/good.so");
  fs::create_symlink("open/good.so", Path("good.so"));
  EXPECT_THAT(Refusal("good"),
              HasSubstr("is a symbolic link; its directory " + Path("open") + " is writable by"));
}

TEST_F(TrustTest, RefusesLinksWithoutAnEnd) {
  fs::create_symlink("nothing.so", Path("dangling.so"));
  EXPECT_THAT(Refusal("dangling"), EndsWith("which does not exist"));
  fs::create_symlink("circle.so", Path("circle.so"));
  EXPECT_THAT(Refusal("circle"), HasSubstr("through too many others"));
  EXPECT_THAT(Load("circle", Unsafe()).error().message, HasSubstr("cannot be opened"));
  fs::create_symlink(".", Path("here.so"));
  EXPECT_THAT(Refusal("here"), HasSubstr("is a symbolic link out of"));
}

TEST_F(TrustTest, RefusesALinkedDirectory) {
  MakeDirectory("real");
  Settle("good", "real/good.so");
  fs::create_directory_symlink("real", Path("linked"));
  EXPECT_EQ(Refusal(Path("linked/good.so")), "plugin good.so: directory " + Path("linked") +
                                                 " is a symbolic link: write " + Path("real") +
                                                 " instead" + kAllow);
  EXPECT_EQ(Load("good", Unsafe()).error().message, "no plugin \"good\" in " + root_);
  const auto plugin = Load(Path("linked/good.so"), Unsafe());
  ASSERT_TRUE(plugin) << plugin.error().message;
  EXPECT_EQ((*plugin)->path, Path("real/good.so"));
}

TEST_F(TrustTest, RefusesALinkedDirectoryAlsoOnTheWayUp) {
  MakeDirectory("real/sub");
  Settle("good", "real/good.so");
  fs::create_directory_symlink("real/sub", Path("linked"));
  EXPECT_THAT(Refusal(Path("linked/../good.so")),
              HasSubstr(Path("linked") + " is a symbolic link"));
}

// To open a pipe without a writer would wait for ever.
TEST_F(TrustTest, RefusesWhatIsNoRegularFile) {
  MakeDirectory("directory.so");
  ASSERT_EQ(mkfifo(Path("pipe.so").c_str(), 0600), 0);
  EXPECT_THAT(Refusal("directory"), EndsWith("is a directory, not a regular file"));
  EXPECT_THAT(Refusal("pipe"), EndsWith("is a named pipe, not a regular file"));
  EXPECT_THAT(Load("pipe", Unsafe()).error().message,
              EndsWith("is a named pipe, not a regular file"));
  EXPECT_THAT(Refusal("/dev/null"), HasSubstr("is a device, not a regular file"));
  EXPECT_THAT(Refusal(Settle("good") + "/x.so"),
              EndsWith("good.so is a regular file, not a directory"));
}

TEST_F(TrustTest, SaysThatADirectoryCannotBeSearched) {
  if (geteuid() == 0) GTEST_SKIP() << "root searches every directory";
  Settle("good", "good.so");
  MakeDirectory("", 0600);
  EXPECT_THAT(Refusal("good"), EndsWith("cannot be opened: Permission denied"));
  MakeDirectory("", 0700);
}

TEST_F(TrustTest, SaysThatAFileCannotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "root reads every file";
  Change(0200);
  EXPECT_THAT(Refusal("good"), EndsWith("cannot be opened: Permission denied"));
}

}  // namespace
}  // namespace weir::plugin
