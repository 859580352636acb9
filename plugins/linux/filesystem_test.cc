#include "filesystem.h"

#include <gtest/gtest.h>
#include <sys/statvfs.h>

#include <map>
#include <string>
#include <thread>

#include "gate.h"
#include "test_tree.h"

namespace weir::linux_plugin {
namespace {

class Filesystem : public ::testing::Test {
 protected:
  ~Filesystem() override { FakeLinux::statfs_call = &FakeLinux::AnswerByPath; }

  void Start(const std::string& options = "") {
    std::string more = R"("include": ["filesystem"])";
    if (!options.empty()) more += R"(, "filesystem": {)" + options + "}";
    host_ = std::make_unique<weir::testing::Host>(&kFakeLinux, tree_.Config(more));
    host_->Describe();
    host_->Collect();
  }
  std::string Lines(const std::string& family) { return LinesOf(host_->Text(), family); }

  TestTree tree_;
  std::unique_ptr<weir::testing::Host> host_;
};

TEST_F(Filesystem, ShowsAnErrorUnderItsName) {
  Start();
  EXPECT_NE(Lines("node_filesystem_device_error")
                .find("{device=\"server:/export\",mountpoint=\"/mnt/gone\",fstype=\"nfs4\","
                      "device_error=\"stale file handle\"} 1"),
            std::string::npos)
      << host_->Text();
  EXPECT_EQ(Lines("node_filesystem_size_bytes").find("/mnt/gone"), std::string::npos);
  EXPECT_EQ(host_->status(), WEIR_OK);
}

TEST_F(Filesystem, ShowsTheUpperOfTwoEqualMounts) {
  Start();
  EXPECT_NE(Lines("node_filesystem_mount_info").find("minor=\"53\",mountpoint=\"/run/user/1000\""),
            std::string::npos)
      << host_->Text();
}

TEST_F(Filesystem, ChangesTheSeriesWhenTheErrorComesAndGoes) {
  tree_.Write("procfs/1/mountinfo", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n");
  int answer = 0;
  FakeLinux::statfs_call = [&](const char*, struct statfs*) { return answer; };
  Start();
  std::string good = host_->Text();
  EXPECT_EQ(host_->book().series().size(), 8u);
  answer = EACCES;
  host_->Collect();
  EXPECT_EQ(Lines("node_filesystem_device_error"),
            "node_filesystem_device_error{device=\"/dev/sda1\",mountpoint=\"/\",fstype=\"ext4\","
            "device_error=\"permission denied\"} 1\n");
  EXPECT_EQ(host_->book().series().size(), 2u);
  answer = 0;
  host_->Collect();
  EXPECT_EQ(host_->Text(), good);
}

TEST_F(Filesystem, ShowsOneThatHangsAsAnErrorUntilItAnswers) {
  tree_.Write("procfs/1/mountinfo",
              "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /hang rw - nfs4 s:/x rw\n");
  auto gate = std::make_shared<Gate>();
  FakeLinux::statfs_call = HangingAt(gate);
  Start(R"("timeout": "200ms")");
  std::string hangs =
      "node_filesystem_device_error{device=\"/dev/sda1\",mountpoint=\"/\",fstype=\"ext4\"} 0\n"
      "node_filesystem_device_error{device=\"s:/x\",mountpoint=\"/hang\",fstype=\"nfs4\","
      "device_error=\"mountpoint timeout\"} 1\n";
  EXPECT_EQ(Lines("node_filesystem_device_error"), hangs);
  EXPECT_EQ(host_->status(), WEIR_OK);
  host_->Collect();
  EXPECT_EQ(Lines("node_filesystem_device_error"), hangs);
  EXPECT_EQ(gate->arrived(), 1);
  gate->Open();
  while (Lines("node_filesystem_size_bytes").find("/hang") == std::string::npos) host_->Collect();
  EXPECT_EQ(Lines("node_filesystem_device_error").find("timeout"), std::string::npos);
  EXPECT_EQ(host_->Text().find("MISTAKE"), std::string::npos) << host_->Text();
}

// A thread costs more than the call, and is needed only where the call may not return.
TEST_F(Filesystem, HasAThreadAskOnlyWhatMayHang) {
  tree_.Write("procfs/1/mountinfo",
              "1 0 8:1 / / rw - overlay overlay rw\n"
              "2 1 8:2 / /home rw - ext4 /dev/sda2 rw\n"
              "3 1 0:8 / /net rw - nfs4 s:/x rw\n"
              "4 1 8:3 / /net/disk rw - ext4 /dev/sda3 rw\n"
              "5 1 8:4 / /under rw - xfs /dev/sda4 rw\n"
              "6 1 0:9 / /under rw - fuse.x x rw\n"
              "7 1 8:5 / /network rw - tmpfs tmpfs rw\n");
  std::map<std::string, bool> by_thread;
  std::thread::id own = std::this_thread::get_id();
  FakeLinux::statfs_call = [&](const char* path, struct statfs*) {
    by_thread[path] = std::this_thread::get_id() != own;
    return 0;
  };
  Start();
  EXPECT_EQ(by_thread, (std::map<std::string, bool>{{"/nowhere/home", false},
                                                    {"/nowhere/net", true},
                                                    {"/nowhere/net/disk", true},
                                                    {"/nowhere/network", false},
                                                    {"/nowhere/under", true}}));
}

TEST_F(Filesystem, AsksAThreadOnceSomethingThatMayHangIsMountedOver) {
  std::string mounts = "1 0 8:1 / /data rw - ext4 /dev/sda1 rw\n";
  tree_.Write("procfs/1/mountinfo", mounts);
  std::thread::id asker;
  FakeLinux::statfs_call = [&](const char*, struct statfs*) {
    asker = std::this_thread::get_id();
    return 0;
  };
  Start();
  EXPECT_EQ(asker, std::this_thread::get_id());
  tree_.Write("procfs/1/mountinfo", mounts + "2 1 0:9 / /data rw - autofs systemd-1 rw\n");
  host_->Collect();
  EXPECT_NE(asker, std::this_thread::get_id());
}

TEST_F(Filesystem, CanBeDestroyedWhileOneHangs) {
  tree_.Write("procfs/1/mountinfo", "2 1 0:9 / /hang rw - nfs4 s:/x rw\n");
  auto gate = std::make_shared<Gate>();
  FakeLinux::statfs_call = HangingAt(gate);
  Start(R"("timeout": "200ms")");
  host_.reset();
  EXPECT_EQ(gate->arrived(), 1);
  gate->Open();
}

TEST_F(Filesystem, KeepsAQuarterOfTheTimeAndReportsWhatItCouldNotAsk) {
  tree_.Write("procfs/1/mountinfo",
              "1 0 0:9 / /hang rw - nfs4 s:/x rw\n2 1 0:8 / /share rw - cifs //s/y rw\n");
  auto gate = std::make_shared<Gate>();
  FakeLinux::statfs_call = HangingAt(gate);
  Start(R"("timeout": "1m", "mount_points_include": "none")");
  EXPECT_EQ(host_->Text(), "");
  host_ = std::make_unique<weir::testing::Host>(
      &kFakeLinux, tree_.Config(R"("include": ["filesystem"], "filesystem": {"timeout": "1m"})"));
  host_->set_timeout(std::chrono::seconds(1));
  host_->Describe();
  host_->Collect();
  EXPECT_EQ(host_->status(), WEIR_PARTIAL);
  EXPECT_EQ(host_->error(),
            "could not ask the file system at /share: no time was left, or too many others hang");
  EXPECT_NE(Lines("node_filesystem_device_error").find("mountpoint timeout"), std::string::npos);
  host_->Collect();
  EXPECT_EQ(host_->status(), WEIR_OK) << host_->error();
  gate->Open();
}

TEST_F(Filesystem, FollowsMountsAndRemounts) {
  Start();
  std::string before = host_->Text();
  std::string mounts = tree_.Read("procfs/1/mountinfo");
  tree_.Write("procfs/1/mountinfo", "27 1 259:2 / / rw - ext4 /dev/nvme0n1p2 ro\n");
  host_->Collect();
  EXPECT_EQ(Lines("node_filesystem_readonly"),
            "node_filesystem_readonly{device=\"/dev/nvme0n1p2\",mountpoint=\"/\",fstype=\"ext4\"} "
            "1\n");
  tree_.Write("procfs/1/mountinfo", mounts);
  host_->Collect();
  EXPECT_EQ(host_->Text(), before);
}

TEST_F(Filesystem, IsReadOnlyIfTheMachinesMountIs) {
  tree_.Write("procfs/1/mountinfo", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n");
  FakeLinux::statfs_call = [](const char*, struct statfs* result) {
    result->f_flags = ST_RDONLY;  // as in a service with ProtectSystem=strict
    return 0;
  };
  Start();
  EXPECT_EQ(Lines("node_filesystem_readonly"),
            "node_filesystem_readonly{device=\"/dev/sda1\",mountpoint=\"/\",fstype=\"ext4\"} 0\n");
}

TEST_F(Filesystem, ReadsItsOwnMountsWhereThoseOfInitCannotBeSeen) {
  tree_.Remove("procfs/1");
  tree_.Write("procfs/self/mountinfo", "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n");
  Start();
  EXPECT_EQ(host_->status(), WEIR_OK);
  EXPECT_NE(Lines("node_filesystem_files"), "");
}

TEST_F(Filesystem, ReplacesBytesThatAreNotUtf8AndAsksForTheRealName) {
  tree_.Write("procfs/1/mountinfo", "1 0 8:1 / /b\xFF rw - ext4 /dev/sda1 rw\n");
  std::string asked;
  FakeLinux::statfs_call = [&](const char* path, struct statfs*) {
    asked = path;
    return 0;
  };
  Start();
  EXPECT_EQ(asked, "/nowhere/b\xFF");
  EXPECT_NE(Lines("node_filesystem_files").find("mountpoint=\"/b\xEF\xBF\xBD\""),
            std::string::npos);
}

}  // namespace
}  // namespace weir::linux_plugin
