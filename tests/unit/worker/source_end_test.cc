// Nobody is left behind, whoever ends first.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sourced.h"

namespace weir::worker {
namespace {

class SourceEnd : public Sourced {};

TEST_F(SourceEnd, WhomAWorkerLeavesBehindInItsGroupGoesWithIt) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  Make("collect_forks");
  Start();
  const auto child = static_cast<pid_t>(Value(Collect(), 1));
  ASSERT_GT(child, 0);
  AwaitDeath();
  // It is ours now, as every orphan would be process 1's.
  const auto reaped = [&] {
    std::promise<void> done;
    workshop_->loop().Post([&] {
      workshop_->strangers().Reap();
      done.set_value();
    });
    done.get_future().get();
    return kill(child, 0) != 0;
  };
  const auto until = std::chrono::steady_clock::now() + kLongEnough;
  while (!reaped() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  EXPECT_TRUE(reaped());
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

TEST_F(SourceEnd, StrangersAreReapedAndOnesOwnAreNot) {
  const pid_t stranger = fork();
  if (stranger == 0) _exit(0);
  const pid_t own = fork();
  if (own == 0) _exit(0);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(own), &info, WEXITED | WNOWAIT);
  waitid(P_PID, static_cast<id_t>(stranger), &info, WEXITED | WNOWAIT);
  Strangers strangers(loop_);
  strangers.Own(own);
  strangers.Reap();
  EXPECT_EQ(waitpid(own, nullptr, WNOHANG), own);
  strangers.Disown(own);
  strangers.Reap();
  ExpectNoChildren();
}

TEST_F(SourceEnd, AStopWhileACallIsUnderWayLetsItEnd) {
  Make("collect_drips");
  Start();
  auto answer = BeginCollect();
  Stop();
  EXPECT_THROW(answer.get(), std::future_error) << "there was an answer after the stop";
  source_.reset();
}

TEST_F(SourceEnd, AStopThatHangsEndsAllTheSame) {
  Make("stop_hangs");
  Start();
  Stop();
  source_.reset();
}

TEST_F(SourceEnd, AStopWithoutAWorkerIsAtOnce) {
  Make("good");
  Stop();
  source_.reset();
}

TEST_F(SourceEnd, OneThatIsThrownAwayTakesItsWorkerWithIt) {
  Make("good");
  Start();
  source_.reset();
  AwaitNoChildren();
}

TEST_F(SourceEnd, TheWorkshopsEndIsTheWorkersEnd) {
  Make("good");
  Start();
  source_.reset();
  workshop_.reset();
  while (waitpid(-1, nullptr, 0) > 0) {  // it does not wait for those whom it has killed
  }
  ExpectNoChildren();
}

}  // namespace
}  // namespace weir::worker
