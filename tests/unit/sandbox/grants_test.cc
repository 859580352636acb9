// Which paths are granted so that forbidden ones below them are not.
#include "worker/sandbox/grants.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "confined.h"

namespace weir::sandbox {
namespace {

using testing::ElementsAre;

// The paths, those that are not granted as a whole with a * behind them, without the root's part.
std::vector<std::string> Granted(const std::string& root,
                                 const std::vector<std::string>& forbidden) {
  std::vector<std::string> paths;
  for (const Grant& grant : GrantsOf(root, forbidden)) {
    paths.push_back(grant.path.substr(root.size()) + (grant.whole ? "" : "*"));
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

TEST(Grants, AreTheRootWhereNothingIsForbidden) {
  EXPECT_THAT(Granted("/", {}), ElementsAre(""));
  EXPECT_THAT(Granted("/usr", {"/etc/weir"}), ElementsAre(""));
  EXPECT_THAT(Granted("/usr", {"/usr2/weir"}), ElementsAre(""));
}

TEST(Grants, LeaveOutTheForbidden) {
  const Scratch scratch;
  scratch.File("a/b/secret");
  scratch.File("a/b/file");
  scratch.File("a/other/file");
  scratch.File("c/file");
  EXPECT_THAT(Granted(scratch.path(), {scratch.path() + "/a/b/secret"}),
              ElementsAre("*", "/a*", "/a/b*", "/a/b/file", "/a/other", "/c"));
  EXPECT_THAT(Granted(scratch.path(), {scratch.path() + "/a/b", scratch.path() + "/a/b/secret"}),
              ElementsAre("*", "/a*", "/a/other", "/c"));
}

TEST(Grants, AreNothingForAForbiddenRoot) {
  EXPECT_THAT(GrantsOf("/etc", {"/etc"}), testing::IsEmpty());
}

TEST(Grants, AreWholeBelowAForbiddenFolder) {
  EXPECT_THAT(Granted("/etc/weir/data", {"/etc/weir"}), ElementsAre(""));
}

TEST(Grants, LeaveOutWhatIsNotThereYet) {
  const Scratch scratch;
  scratch.File("file");
  EXPECT_THAT(Granted(scratch.path(), {scratch.path() + "/later"}), ElementsAre("*", "/file"));
}

TEST(Grants, DoNotFollowLinks) {
  const Scratch scratch;
  scratch.File("secret");
  ASSERT_EQ(symlink("secret", (scratch.path() + "/link").c_str()), 0);
  EXPECT_THAT(Granted(scratch.path(), {scratch.path() + "/secret"}), ElementsAre("*"));
}

TEST(Grants, PassOverFoldersWithTooMuchInThem) {
  const Scratch scratch;
  for (int i = 0; i < 1025; ++i) scratch.File("many/" + std::to_string(i));
  scratch.File("many/way/file");
  const auto granted = Granted(scratch.path(), {scratch.path() + "/many/way/secret"});
  EXPECT_THAT(granted, ElementsAre("*", "/many*", "/many/way*", "/many/way/file"));
}

TEST(Resolved, HasNoLinksAndNoEnds) {
  const Scratch scratch;
  ASSERT_EQ(symlink(scratch.Folder("a").c_str(), (scratch.path() + "/link").c_str()), 0);
  EXPECT_EQ(Resolved(scratch.path() + "/link/new/"), scratch.path() + "/a/new");
  EXPECT_EQ(Resolved(scratch.path() + "/a/../link"), scratch.path() + "/a");
  EXPECT_EQ(Resolved("/"), "/");
}

TEST(KeptByMode, IsOfOthersOnly) {
  const Scratch scratch;
  const std::string file = scratch.File("folder/file");
  EXPECT_FALSE(KeptByMode(file));
  ASSERT_EQ(chmod(scratch.Folder("folder").c_str(), 0), 0);
  EXPECT_FALSE(KeptByMode(file));  // this process could change it back
  chmod(scratch.Folder("folder").c_str(), 0777);
}

}  // namespace
}  // namespace weir::sandbox
