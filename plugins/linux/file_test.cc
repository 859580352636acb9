#include "file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "test_tree.h"

namespace weir::linux_plugin {
namespace {

TEST(File, KeepsAFileOfTheKernelOpenAndReadsItAnew) {
  File file("/proc/self/stat");
  std::optional<std::string_view> text = file.Read();
  ASSERT_TRUE(text.has_value());
  EXPECT_TRUE(file.is_open());
  std::string first(*text);
  // Time in user mode grows until the text is another one: it is not the one read first.
  bool changed = false;
  while (!changed) changed = file.Read().value() != first;
  EXPECT_TRUE(file.is_open());
}

TEST(File, ReadsEveryShapeOfTheKernelsFilesToTheEnd) {
  for (File::Shape shape :
       {File::Shape::kValue, File::Shape::kOneRecord, File::Shape::kLongLines}) {
    File kept("/proc/self/limits", shape);
    std::string text(kept.Read().value());
    EXPECT_EQ(text, ReadTestFile("/proc/self/limits"));
    EXPECT_EQ(kept.Read().value(), text);
  }
}

TEST(File, ReadsAFileThatIsLongerThanOnePage) {
  File file("/proc/kallsyms", File::Shape::kLines);
  std::optional<std::string_view> text = file.Read();
  if (!text || text->empty()) GTEST_SKIP() << "this kernel has no /proc/kallsyms";
  EXPECT_EQ(text->size(), ReadTestFile("/proc/kallsyms").size());
  EXPECT_EQ(text->back(), '\n');
}

TEST(File, ReadsNoMoreThanIsEnough) {
  for (File::Shape shape : {File::Shape::kValue, File::Shape::kOneRecord, File::Shape::kLines,
                            File::Shape::kLongLines}) {
    File file("/proc/self/limits", shape);
    std::string text(file.Read().value());
    for (size_t enough : {size_t{0}, size_t{1}, text.size() - 1, text.size(), text.size() + 1}) {
      EXPECT_EQ(file.Read(enough).value(), text.substr(0, enough));
    }
    EXPECT_EQ(file.Read().value(), text);
  }
}

TEST(File, NoticesThatAnOrdinaryFileWasReplaced) {
  TestTree tree;
  File file(tree.path() + "/procfs/loadavg");
  file.Read();
  EXPECT_FALSE(file.is_open());
  tree.Remove("procfs/loadavg");
  EXPECT_FALSE(file.Read().has_value());
  EXPECT_EQ(file.os_error(), ENOENT);
  tree.Write("procfs/loadavg", "new");
  EXPECT_EQ(file.Read().value(), "new");
}

TEST(File, DoesNotKeepOpenWhatItIsToldNotTo) {
  File file("/proc/self/stat", File::Shape::kOneRecord, false);
  ASSERT_TRUE(file.Read().has_value());
  EXPECT_FALSE(file.is_open());
}

TEST(File, GrowsItsBuffer) {
  TestTree tree;
  std::string text(100000, 'x');
  tree.Write("large", text);
  for (File::Shape shape : {File::Shape::kValue, File::Shape::kOneRecord, File::Shape::kLines,
                            File::Shape::kLongLines}) {
    File file(tree.path() + "/large", shape);
    EXPECT_EQ(file.Read().value(), text);
  }
}

TEST(File, GivesTheErrorOfAFolder) {
  File file(WEIR_TEST_DATA);
  EXPECT_FALSE(file.Read().has_value());
  EXPECT_EQ(file.os_error(), EISDIR);
}

TEST(File, DoesNotHangOnAPipe) {
  TestTree tree;
  std::string path = tree.path() + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  File file(path);
  EXPECT_FALSE(file.Read().has_value());
}

}  // namespace
}  // namespace weir::linux_plugin
