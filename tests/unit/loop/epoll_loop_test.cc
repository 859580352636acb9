#include "loop/epoll_loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

namespace weir {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

// Runs the task on the loop and waits for it.
void RunOn(Loop& loop, const Task& task) {
  std::promise<void> done;
  loop.Post([&] {
    task();
    done.set_value();
  });
  done.get_future().get();
}

TEST(EpollLoop, RunsPostsOfManyThreadsOnOneThread) {
  std::vector<std::vector<int>> seen(8);
  std::thread::id runner;
  EpollLoop loop;
  RunOn(loop, [&] { runner = std::this_thread::get_id(); });
  std::vector<std::thread> threads;
  for (size_t t = 0; t < seen.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        loop.Post([&seen, &runner, t, i] {
          EXPECT_EQ(std::this_thread::get_id(), runner);
          seen[t].push_back(i);
        });
      }
    });
  }
  for (auto& thread : threads) thread.join();
  RunOn(loop, [&] {
    for (const auto& numbers : seen) {
      ASSERT_EQ(numbers.size(), 500u);
      for (int i = 0; i < 500; ++i) EXPECT_EQ(numbers[static_cast<size_t>(i)], i);
    }
  });
}

TEST(EpollLoop, TimersRunInTheOrderOfTheirTimes) {
  std::vector<int> order;
  std::promise<void> done;
  EpollLoop loop;
  loop.Post([&] {
    const Time now = loop.Now();
    loop.At(now + milliseconds(3), [&] {
      order.push_back(3);
      done.set_value();
    });
    loop.At(now + milliseconds(1), [&] { order.push_back(1); });
    loop.At(now - milliseconds(1), [&] { order.push_back(0); });
    loop.At(now + milliseconds(2), [&] { order.push_back(2); });
    loop.At(now + milliseconds(1), [&] { order.push_back(11); });
  });
  done.get_future().get();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 11, 2, 3}));
}

TEST(EpollLoop, NoTimerRunsBeforeItsTime) {
  std::promise<Duration> late;
  EpollLoop loop;
  loop.Post([&] {
    const Time due = loop.Now() + milliseconds(5);
    loop.At(due, [&, due] { late.set_value(loop.Now() - due); });
  });
  EXPECT_GE(late.get_future().get(), Duration(0));
}

TEST(EpollLoop, ACancelledTimerDoesNotRun) {
  bool ran = false;
  std::promise<void> done;
  EpollLoop loop;
  loop.Post([&] {
    const Time now = loop.Now();
    const TimerId timer = loop.At(now + milliseconds(1), [&] { ran = true; });
    loop.At(now + milliseconds(2), [&] { done.set_value(); });
    loop.Cancel(timer);
    loop.Cancel(timer);
    loop.Cancel(0);
    loop.Cancel(999);
  });
  done.get_future().get();
  EXPECT_FALSE(ran);
}

// All that were due were taken out at once, and one could not cancel another any more.
TEST(EpollLoop, ADueTimerCanCancelAnotherThatIsDue) {
  bool ran = false;
  std::promise<void> done;
  EpollLoop loop;
  loop.Post([&] {
    const Time past = loop.Now() - milliseconds(10);
    auto second = std::make_shared<TimerId>(0);
    loop.At(past, [&, second] { loop.Cancel(*second); });
    *second = loop.At(past + microseconds(1), [&] { ran = true; });
    loop.At(past + microseconds(2), [&] { done.set_value(); });
  });
  done.get_future().get();
  EXPECT_FALSE(ran);
}

TEST(EpollLoop, ATimerThatSetsItselfAgainDoesNotHoldUpPosts) {
  std::function<void()> again;  // runs until the loop ends
  EpollLoop loop;
  again = [&] { loop.At(loop.Now() - milliseconds(1), again); };
  RunOn(loop, again);
  for (int i = 0; i < 20; ++i) RunOn(loop, [] {});
}

TEST(EpollLoop, ATaskThatThrowsEndsItselfAlone) {
  bool ran = false;
  EpollLoop loop;
  loop.Post([] { throw std::runtime_error("broken"); });
  RunOn(loop, [&] { ran = true; });
  EXPECT_TRUE(ran);
}

TEST(EpollLoop, TasksMayPostTasks) {
  std::promise<void> done;
  EpollLoop loop;
  loop.Post([&] { loop.Post([&] { loop.Post([&] { done.set_value(); }); }); });
  done.get_future().get();
}

// The post was still to wake the loop when the task that it had posted let the loop go.
TEST(EpollLoop, MayGoAsSoonAsTheLastPostHasRun) {
  for (int i = 0; i < 200; ++i) {
    auto loop = std::make_unique<EpollLoop>();
    std::promise<void> ran;
    std::thread poster([&ran, loop = loop.get()] { loop->Post([&ran] { ran.set_value(); }); });
    ran.get_future().get();
    loop.reset();
    poster.join();
  }
}

TEST(EpollLoop, ItsEndForgetsWhatHasNotRun) {
  std::atomic<int> ran{0};
  auto loop = std::make_unique<EpollLoop>();
  std::promise<void> entered, leave;
  loop->Post([&] {
    loop->At(loop->Now(), [&] { ++ran; });
    loop->At(loop->Now() + std::chrono::hours(1), [&] { ++ran; });
    entered.set_value();
    leave.get_future().get();
  });
  entered.get_future().get();
  std::thread ender([&] { loop.reset(); });
  leave.set_value();
  ender.join();
  EXPECT_LE(ran, 1);  // the one that was due may still have run
}

}  // namespace
}  // namespace weir
