#include "watch/footprint.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace weir::watch {
namespace {

namespace fs = std::filesystem;

class FootprintTest : public ::testing::Test {
 protected:
  FootprintTest() {
    std::string pattern = fs::canonical(testing::TempDir()).string() + "/weir.XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~FootprintTest() override { fs::remove_all(folder_); }

  std::string At(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  std::string Print(const std::string& name) const { return FootprintOf({At(name)}).at(At(name)); }

  fs::path folder_;
};

TEST_F(FootprintTest, AFileThatIsNotThereHasAnEmptyOne) {
  EXPECT_EQ(Print("none"), "");
  Write("none", "");
  EXPECT_NE(Print("none"), "");
}

TEST_F(FootprintTest, StaysAsLongAsTheFileDoes) {
  Write("file", "a");
  EXPECT_EQ(Print("file"), Print("file"));
}

TEST_F(FootprintTest, ChangesWithTheContents) {
  Write("file", "a");
  const std::string before = Print("file");
  Write("file", "ab");
  EXPECT_NE(Print("file"), before);
}

TEST_F(FootprintTest, ChangesWhenAnotherFileIsRenamedOverIt) {
  Write("file", "a");
  const std::string before = Print("file");
  Write("other", "a");
  fs::rename(At("other"), At("file"));
  EXPECT_NE(Print("file"), before);
}

// As Kubernetes updates what it mounts: exporter.yaml -> ..data/exporter.yaml, ..data -> ..1
TEST_F(FootprintTest, ChangesWhenALinkOnTheWayLeadsElsewhere) {
  for (const char* version : {"..1", "..2"}) {
    fs::create_directory(At(version));
    Write(std::string(version) + "/exporter.yaml", "");
  }
  fs::create_symlink("..1", At("..data"));
  fs::create_symlink("..data/exporter.yaml", At("exporter.yaml"));
  const std::string before = Print("exporter.yaml");
  fs::create_symlink("..2", At("..data_tmp"));
  fs::rename(At("..data_tmp"), At("..data"));
  EXPECT_NE(Print("exporter.yaml"), before);
  EXPECT_EQ(DirectoriesOf(At("exporter.yaml")), Paths({folder_, At("..2")}));
}

TEST_F(FootprintTest, ADirectoryIsThatOfTheFile) {
  Write("file", "");
  EXPECT_EQ(DirectoriesOf(At("file")), Paths({folder_}));
  EXPECT_EQ(DirectoriesOf(At("./none")), Paths({folder_}));
}

TEST_F(FootprintTest, DirectoriesAreThoseOfLinksToo) {
  fs::create_directories(At("real/deep"));
  Write("real/deep/file", "");
  fs::create_directory_symlink(At("real"), At("link"));
  EXPECT_EQ(DirectoriesOf(At("link/deep/file")), Paths({folder_, At("real/deep")}));
  fs::create_symlink("../real/deep/file", At("real/up"));
  EXPECT_EQ(DirectoriesOf(At("real/up")), Paths({At("real"), At("real/deep")}));
}

TEST_F(FootprintTest, WhereTheWayEndsTheLastDirectoryCounts) {
  EXPECT_EQ(DirectoriesOf(At("a/b/c")), Paths({folder_}));
  fs::create_directory(At("a"));
  EXPECT_EQ(DirectoriesOf(At("a/b/c")), Paths({At("a")}));
}

TEST_F(FootprintTest, LinksInACircleEnd) {
  fs::create_symlink("b", At("a"));
  fs::create_symlink("a", At("b"));
  EXPECT_EQ(DirectoriesOf(At("a")), Paths({folder_}));
  EXPECT_EQ(Print("a"), "");
}

}  // namespace
}  // namespace weir::watch
