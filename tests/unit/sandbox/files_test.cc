// What a worker may do to files.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "confined.h"

namespace weir::sandbox {
namespace {

class Files : public Sandboxed {
 protected:
  void SetUp() override {
    Sandboxed::SetUp();
    if (!IsSkipped() && LandlockAbi() < 1) GTEST_SKIP() << "this kernel has no Landlock";
  }

  std::string Reading(const Policy& policy, const std::string& path) const {
    return Under(policy, [&] { return Called(open(path.c_str(), O_RDONLY)); });
  }
  std::string Writing(const Policy& policy, const std::string& path) const {
    return Under(policy, [&] { return Called(open(path.c_str(), O_WRONLY | O_CREAT, 0600)); });
  }
};

TEST_P(Files, AreNotWritten) {
  const Scratch scratch;
  const std::string file = scratch.File("file");
  EXPECT_EQ(Writing(DefaultPolicy(), file), "EACCES");
  EXPECT_EQ(Writing(DefaultPolicy(), scratch.path() + "/new"), "EACCES");
  EXPECT_EQ(Under(DefaultPolicy(), [&] { return Called(truncate(file.c_str(), 0)); }), "EPERM");
}

TEST_P(Files, KeepTheirNamesAndModes) {
  const Scratch scratch;
  const std::string file = scratch.File("file");
  const std::string other = scratch.path() + "/other";
  const Policy policy = DefaultPolicy();
  EXPECT_EQ(Under(policy, [&] { return Called(mkdir(other.c_str(), 0777)); }), "EPERM");
  EXPECT_EQ(Under(policy, [&] { return Called(unlink(file.c_str())); }), "EPERM");
  EXPECT_EQ(Under(policy, [&] { return Called(rename(file.c_str(), other.c_str())); }), "EPERM");
  EXPECT_EQ(Under(policy, [&] { return Called(link(file.c_str(), other.c_str())); }), "EPERM");
  EXPECT_EQ(Under(policy, [&] { return Called(symlink("x", other.c_str())); }), "EPERM");
  EXPECT_EQ(Under(policy, [&] { return Called(mkfifo(other.c_str(), 0777)); }), "EPERM");
  EXPECT_EQ(Under(policy, [&] { return Called(chmod(file.c_str(), 0)); }), "EPERM");
}

TEST_P(Files, AreWrittenWhereThatIsPermitted) {
  const Scratch scratch;
  Policy policy = DefaultPolicy();
  policy.write = {scratch.Folder("state"), scratch.File("one")};
  EXPECT_EQ(Writing(policy, scratch.path() + "/state/new"), "ok");
  EXPECT_EQ(Under(policy, [&] { return Called(mkdir((policy.write[0] + "/d").c_str(), 0777)); }),
            "ok");
  EXPECT_EQ(Under(policy, [&] { return Called(rmdir((policy.write[0] + "/d").c_str())); }), "ok");
  EXPECT_EQ(Writing(policy, scratch.path() + "/one"), "ok");
  EXPECT_EQ(Writing(policy, scratch.path() + "/other"), "EACCES");
}

TEST_P(Files, ToBeWrittenMustExist) {
  Policy policy = DefaultPolicy();
  policy.write = {"/nonexistent/state"};
  const Outcome outcome = Confined({policy, GetParam()}, [] { return ""; });
  EXPECT_EQ(outcome.error,
            "sandbox: cannot permit writing to /nonexistent/state: No such file or directory");
}

TEST_P(Files, ThatAreForbiddenAreNotRead) {
  const Scratch scratch;
  Policy policy = DefaultPolicy();
  policy.forbidden = {scratch.Folder("etc"), scratch.File("keys/tls.key")};
  EXPECT_EQ(Reading(policy, scratch.File("etc/exporter.yaml")), "EACCES");
  EXPECT_EQ(Reading(policy, scratch.File("etc/deep/er/backup.yaml")), "EACCES");
  EXPECT_EQ(Reading(policy, scratch.path() + "/keys/tls.key"), "EACCES");
  EXPECT_EQ(Reading(policy, scratch.File("keys/tls.crt")), "ok");
  EXPECT_EQ(Reading(policy, scratch.File("data/file")), "ok");
  EXPECT_EQ(Reading(policy, "/etc/passwd"), "ok");
  EXPECT_EQ(Reading(policy, "/proc/self/stat"), "ok");
}

TEST_P(Files, ThatAreForbiddenAreNotReachedByLinks) {
  const Scratch scratch;
  const std::string secret = scratch.File("etc/secret");
  ASSERT_EQ(symlink(scratch.Folder("etc").c_str(), (scratch.path() + "/link").c_str()), 0);
  ASSERT_EQ(symlink(secret.c_str(), (scratch.path() + "/file").c_str()), 0);
  Policy policy = DefaultPolicy();
  policy.forbidden = {scratch.path() + "/link"};
  for (const char* way : {"/link/secret", "/file", "/etc/secret", "/etc/../etc/secret"}) {
    EXPECT_EQ(Reading(policy, scratch.path() + way), "EACCES") << way;
  }
}

TEST_P(Files, ThatAreForbiddenAreNotWrittenEither) {
  const Scratch scratch;
  Policy policy = DefaultPolicy();
  policy.write = {scratch.path()};
  policy.forbidden = {scratch.File("etc/secret")};
  EXPECT_EQ(Writing(policy, scratch.path() + "/etc/secret"), "EACCES");
  EXPECT_EQ(Writing(policy, scratch.File("data/file")), "ok");
}

TEST_P(Files, BelowAForbiddenFolderAreReadWhereThatIsPermitted) {
  const Scratch scratch;
  Policy policy = DefaultPolicy();
  policy.read.push_back(scratch.Folder("etc/data"));
  policy.forbidden = {scratch.Folder("etc"), scratch.File("etc/data/key")};
  EXPECT_EQ(Reading(policy, scratch.File("etc/data/file")), "ok");
  EXPECT_EQ(Reading(policy, scratch.path() + "/etc/data/key"), "EACCES");
  EXPECT_EQ(Reading(policy, scratch.File("etc/exporter.yaml")), "EACCES");
}

TEST_P(Files, ThatAreForbiddenAreNotPermittedByALinkThatAPluginHasLeft) {
  const Scratch scratch;
  const std::string state = scratch.Folder("state");
  const std::string secret = scratch.File("etc/pieces/secret");
  ASSERT_EQ(symlink(secret.c_str(), (state + "/cache").c_str()), 0);
  Policy policy = DefaultPolicy();
  policy.forbidden = {scratch.path() + "/etc"};
  policy.read.push_back(state + "/cache");
  EXPECT_EQ(Reading(policy, secret), "EACCES");
  EXPECT_EQ(Reading(policy, state + "/cache"), "EACCES");
}

TEST_P(Files, ThatAreToBeWrittenStayBelowTheFolderThatTheyAreIn) {
  const Scratch scratch;
  const std::string state = scratch.Folder("state"), other = scratch.Folder("other");
  ASSERT_EQ(symlink(other.c_str(), (state + "/x").c_str()), 0);
  Policy policy = DefaultPolicy();
  policy.write = {state, state + "/x"};
  EXPECT_EQ(
      Confined({policy, GetParam()}, [] { return ""; }).error,
      "sandbox: cannot permit writing to " + state + "/x: symbolic links lead it to " + other);
  policy.write = {state, scratch.Folder("state/y")};
  EXPECT_EQ(Writing(policy, scratch.File("state/y/file")), "ok");
}

TEST_P(Files, BelowAForbiddenFolderMayBeNamedByLinksInIt) {
  const Scratch scratch;
  scratch.File("etc/..data/ca.crt");
  const std::string link = scratch.path() + "/etc/ca.crt";
  ASSERT_EQ(symlink("..data/ca.crt", link.c_str()), 0);
  Policy policy = DefaultPolicy();
  policy.forbidden = {scratch.path() + "/etc"};
  policy.read.push_back(link);
  EXPECT_EQ(Reading(policy, link), "ok");
  EXPECT_EQ(Reading(policy, scratch.File("etc/exporter.yaml")), "EACCES");
}

TEST_P(Files, OfTheSystemAreReadWhenStrict) {
  const Scratch scratch;
  EXPECT_EQ(Reading(StrictPolicy(), "/etc/passwd"), "ok");
  EXPECT_EQ(Reading(StrictPolicy(), "/proc/self/stat"), "ok");
  EXPECT_EQ(Reading(StrictPolicy(), scratch.File("file")), "EACCES");
  Policy policy = StrictPolicy();
  policy.read.push_back(scratch.path());
  EXPECT_EQ(Reading(policy, scratch.path() + "/file"), "ok");
}

WEIR_FOR_ALL_WORKERS(Files);

TEST(FilesOfTheHost, AreKeptByTheirMode) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root";
  const Scratch scratch;
  const std::string secret = scratch.File("etc/secret");
  ASSERT_EQ(chmod(scratch.Folder("etc").c_str(), 0700), 0);
  Policy policy = DefaultPolicy();
  policy.forbidden = {secret, scratch.path() + "/etc"};
  const std::string late = scratch.path() + "/late";
  const Outcome outcome = Confined({policy, As::kWorkerOfRoot}, [&] {
    return Called(open(secret.c_str(), O_RDONLY)) + " " +
           Called(open("/tmp", O_RDONLY | O_DIRECTORY));
  });
  EXPECT_EQ(outcome.answer, "EACCES ok");
}

}  // namespace
}  // namespace weir::sandbox
