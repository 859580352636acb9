#include "watch/watcher.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>

namespace weir::watch {
namespace {

namespace fs = std::filesystem;

class WatcherTest : public ::testing::Test {
 protected:
  WatcherTest() {
    std::string pattern = fs::canonical(testing::TempDir()).string() + "/weir.XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~WatcherTest() override {
    watcher_.reset();
    fs::remove_all(folder_);
  }

  std::string At(const std::string& name) const { return folder_ / name; }
  void Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }
  void Watch(const std::string& name) {
    watcher_.emplace([this] {
      const std::lock_guard lock(mutex_);
      ++changes_;
      changed_.notify_all();
    });
    watcher_->Follow({At(name)}, {});
  }
  // Whether so many changes are told within ten seconds.
  bool WaitFor(int changes) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return changes_ >= changes; });
  }

  fs::path folder_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int changes_ = 0;
  std::optional<Watcher> watcher_;
};

TEST_F(WatcherTest, TellsEachKindOfChange) {
  Write("file", "a");
  Watch("file");
  Write("file", "b");
  EXPECT_TRUE(WaitFor(1));
  Write("new", "c");
  fs::rename(At("new"), At("file"));
  EXPECT_TRUE(WaitFor(2));
  fs::remove(At("file"));
  EXPECT_TRUE(WaitFor(3));
  Write("file", "d");
  EXPECT_TRUE(WaitFor(4));
}

TEST_F(WatcherTest, AFileWhoseDirectoryIsNotThereYetIsSeenToCome) {
  Watch("folder/file");
  fs::create_directory(At("folder"));
  Write("folder/file", "a");
  EXPECT_TRUE(WaitFor(1));
}

// Something else in the directory, often a log file, would have caused reloads for ever.
TEST_F(WatcherTest, OtherFilesOfTheDirectoryAreNoChange) {
  Write("file", "a");
  Watch("file");
  Write("log", "b");
  Write("log", "c");
  Write("file", "b");
  EXPECT_TRUE(WaitFor(1));
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(changes_, 1);
}

TEST_F(WatcherTest, WhatHasChangedBeforeItWasFollowedIsTold) {
  Write("file", "a");
  Watch("other");
  const Footprint seen = FootprintOf({At("file")});
  Write("file", "ab");
  watcher_->Follow({At("file")}, seen);
  EXPECT_TRUE(WaitFor(1));
}

}  // namespace
}  // namespace weir::watch
