#include "log/outlet.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <string>

namespace weir::log {
namespace {

class Pipe : public testing::Test {
 protected:
  Pipe() {
    signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(pipe2(ends_, O_CLOEXEC), 0);
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  ~Pipe() override {
    close(ends_[1]);
    close(ends_[0]);
  }

  std::string ReadAll() {
    std::string text;
    char block[4096];
    for (ssize_t count = 0; (count = read(ends_[0], block, sizeof block)) > 0;)
      text.append(block, static_cast<size_t>(count));
    return text;
  }

  int ends_[2] = {};
};

TEST_F(Pipe, GetsLinesWithTheirEnds) {
  Outlet outlet(ends_[1]);
  outlet.Write("one");
  outlet.Write("two");
  EXPECT_EQ(ReadAll(), "one\ntwo\n");
  EXPECT_EQ(outlet.TakeLost(), 0u);
}

TEST_F(Pipe, ThatNobodyReadsHoldsNobodyUp) {
  Outlet outlet(ends_[1]);
  for (int line = 0; line < 1000; ++line) outlet.Write(std::string(999, 'x'));
  EXPECT_EQ(outlet.TakeLost(), 0u) << "said only when a line can be written again";
  const size_t kept = ReadAll().size() / 1000;
  EXPECT_GT(kept, 0u);
  EXPECT_LT(kept, 1000u);
  outlet.Write("again");
  EXPECT_EQ(ReadAll(), "again\n");
  EXPECT_EQ(outlet.TakeLost(), 1000 - kept);
  EXPECT_EQ(outlet.TakeLost(), 0u);
}

// Of a pipe with less room than the line, poll(2) says that it can be written.
TEST_F(Pipe, ThatTakesAPartOfALineHoldsNobodyUpEither) {
  Outlet outlet(ends_[1]);
  for (int line = 0; line < 100; ++line) outlet.Write(std::string(9999, 'x'));
  ReadAll();
  outlet.Write("again");
  EXPECT_EQ(ReadAll(), "\nagain\n") << "after the half of a line";
}

// The descriptor of what was broken serves again.
uint64_t LostUntilMended(Outlet& outlet, int broken, int good) {
  dup2(good, broken);
  outlet.Write("mended");
  close(broken);
  return outlet.TakeLost();
}

TEST_F(Pipe, WithoutAReaderLosesLines) {
  int broken[2];
  ASSERT_EQ(pipe2(broken, O_CLOEXEC), 0);
  close(broken[0]);
  Outlet outlet(broken[1]);
  outlet.Write("nobody");
  outlet.Write("nobody");
  EXPECT_EQ(LostUntilMended(outlet, broken[1], ends_[1]), 2u);
  EXPECT_EQ(ReadAll(), "mended\n");
}

TEST_F(Pipe, AfterAFullDiskGetsLinesAgain) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  Outlet outlet(full);
  outlet.Write("no space");
  EXPECT_EQ(LostUntilMended(outlet, full, ends_[1]), 1u);
  EXPECT_EQ(ReadAll(), "mended\n");
}

}  // namespace
}  // namespace weir::log
