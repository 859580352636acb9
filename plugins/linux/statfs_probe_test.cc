#include "statfs_probe.h"

#include <gtest/gtest.h>

#include <cerrno>

#include "gate.h"

namespace weir::linux_plugin {
namespace {

using Answer = StatfsTarget::Answer;
using Clock = StatfsProbe::Clock;

constexpr auto kShort = std::chrono::milliseconds(150);
constexpr auto kLong = std::chrono::minutes(5);

std::shared_ptr<StatfsTarget> Target(const std::string& path, const std::string& kind = "ext4") {
  auto target = std::make_shared<StatfsTarget>();
  target->path = path;
  target->kind = kind;
  return target;
}

class StatfsProbeTest : public ::testing::Test {
 protected:
  ~StatfsProbeTest() override {
    gate_->Open();
    for (const auto& target : targets_) WaitUntilReturned(*target);
  }

  void Add(const std::string& path, const std::string& kind = "ext4") {
    targets_.push_back(Target(path, kind));
  }
  void Ask(Clock::duration patience = kShort) {
    probe_->Ask(targets_, patience, Clock::now() + kLong);
  }
  std::vector<Answer> AllAnswers() const {
    std::vector<Answer> answers;
    for (const auto& target : targets_) answers.push_back(target->answer);
    return answers;
  }

  std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
  std::unique_ptr<StatfsProbe> probe_ = std::make_unique<StatfsProbe>(HangingAt(gate_));
  StatfsProbe::Targets targets_;
};

using Answers = std::vector<Answer>;

TEST(StatfsProbe, AsksTheKernel) {
  StatfsProbe probe(&CallStatfs);
  StatfsProbe::Targets targets = {Target("/"), Target("/no/such/folder")};
  probe.Ask(targets, kLong, Clock::now() + kLong);
  EXPECT_EQ(targets[0]->answer, Answer::kGood);
  EXPECT_GT(targets[0]->result.f_bsize, 0);
  EXPECT_EQ(targets[1]->answer, Answer::kError);
  EXPECT_EQ(targets[1]->os_error, ENOENT);
}

TEST_F(StatfsProbeTest, AsksAllInOneThreadThatStays) {
  std::vector<std::thread::id> threads;
  StatfsProbe probe([&](const char*, struct statfs*) {
    threads.push_back(std::this_thread::get_id());
    return 0;
  });
  StatfsProbe::Targets targets = {Target("/a"), Target("/b")};
  for (int i = 0; i < 3; ++i) probe.Ask(targets, kLong, Clock::now() + kLong);
  ASSERT_EQ(threads.size(), 6u);
  for (std::thread::id thread : threads) {
    EXPECT_EQ(thread, threads[0]);
    EXPECT_NE(thread, std::this_thread::get_id());
  }
}

TEST_F(StatfsProbeTest, AsksWhatCannotHangWithoutAThread) {
  std::thread::id asker;
  StatfsProbe probe([&](const char*, struct statfs* result) {
    asker = std::this_thread::get_id();
    result->f_blocks = 7;
    return 0;
  });
  StatfsProbe::Targets targets = {Target("/a")};
  targets[0]->may_hang = false;
  probe.Ask(targets, kLong, Clock::now() + kLong);
  EXPECT_EQ(asker, std::this_thread::get_id());
  EXPECT_EQ(targets[0]->answer, Answer::kGood);
  EXPECT_EQ(targets[0]->result.f_blocks, 7u);
  probe.Ask(targets, kLong, Clock::now() - kShort);
  EXPECT_EQ(targets[0]->answer, Answer::kNone);
}

TEST_F(StatfsProbeTest, DoesNotAskWhatHangsThoughItShouldNotHang) {
  Add("/hang");
  Ask();
  targets_[0]->may_hang = false;
  Ask();
  EXPECT_EQ(AllAnswers(), (Answers{Answer::kHangs}));
  EXPECT_EQ(gate_->arrived(), 1);
}

TEST_F(StatfsProbeTest, GoesOnBehindOneThatHangs) {
  Add("/a");
  Add("/hang", "nfs4");
  Add("/b");
  Ask();
  EXPECT_EQ(AllAnswers(), (Answers{Answer::kGood, Answer::kHangs, Answer::kGood}));
  EXPECT_EQ(probe_->stuck(), 1);
}

TEST_F(StatfsProbeTest, DoesNotAskAgainUntilTheCallHasReturned) {
  Add("/hang", "nfs4");
  Add("/a");
  Ask();
  Ask();
  EXPECT_EQ(gate_->arrived(), 1);
  EXPECT_EQ(AllAnswers(), (Answers{Answer::kHangs, Answer::kGood}));
  gate_->Open();
  WaitUntilReturned(*targets_[0]);
  Ask(kLong);
  EXPECT_EQ(AllAnswers(), (Answers{Answer::kGood, Answer::kGood}));
  EXPECT_EQ(gate_->arrived(), 2);
  EXPECT_EQ(probe_->stuck(), 0);
}

TEST_F(StatfsProbeTest, CanBeDestroyedWhileACallHangs) {
  Add("/hang");
  Ask();
  probe_.reset();
  EXPECT_TRUE(targets_[0]->hangs);
}

TEST_F(StatfsProbeTest, ReturnsByTheDeadline) {
  Add("/hang");
  Add("/a", "xfs");
  Clock::time_point deadline = Clock::now() + kShort;
  probe_->Ask(targets_, kLong, deadline);
  EXPECT_GE(Clock::now(), deadline);
  EXPECT_EQ(AllAnswers(), (Answers{Answer::kHangs, Answer::kNone}));
}

TEST_F(StatfsProbeTest, AsksNothingWithoutTime) {
  Add("/a");
  probe_->Ask(targets_, kLong, Clock::now() - kShort);
  EXPECT_EQ(AllAnswers(), (Answers{Answer::kNone}));
}

TEST_F(StatfsProbeTest, LosesFewThreadsToAServerThatIsGone) {
  for (int i = 0; i < 10; ++i) Add("/hang" + std::to_string(i), "nfs4");
  Add("/a", "ext4");
  Ask();
  EXPECT_EQ(probe_->stuck(), StatfsProbe::kMostOfAKind);
  EXPECT_EQ(targets_[10]->answer, Answer::kGood);
  EXPECT_EQ(targets_[9]->answer, Answer::kNone);
  Ask();
  EXPECT_EQ(probe_->stuck(), StatfsProbe::kMostOfAKind);
  EXPECT_EQ(targets_[10]->answer, Answer::kGood);
}

TEST_F(StatfsProbeTest, LosesNoMoreThreadsThanItMay) {
  for (int i = 0; i < StatfsProbe::kMostStuck + 4; ++i) Add("/hang", "kind" + std::to_string(i));
  Ask();
  EXPECT_EQ(probe_->stuck(), StatfsProbe::kMostStuck);
  Ask();
  EXPECT_EQ(probe_->stuck(), StatfsProbe::kMostStuck);
  EXPECT_EQ(targets_.back()->answer, Answer::kNone);
}

}  // namespace
}  // namespace weir::linux_plugin
