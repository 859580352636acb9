#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <future>
#include <string>

#include "loop/epoll_loop.h"

namespace weir {
namespace {

struct Pair {
  Pair() { socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()); }
  ~Pair() {
    close(ends[0]);
    close(ends[1]);
  }
  void Say() { ASSERT_EQ(write(ends[1], "x", 1), 1); }
  char Hear() {
    char c = 0;
    return read(ends[0], &c, 1) == 1 ? c : '\0';
  }

  std::array<int, 2> ends{};
};

// Runs on the loop and waits for it.  What a task refers to is declared before the loop, so that it
// is there until the loop has ended.
void OnLoop(EpollLoop& loop, const Task& task) {
  std::promise<void> done;
  loop.Post([&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

TEST(Watch, CallsForEachTimeThatThereIsSomething) {
  Pair pair;
  EpollLoop loop;
  for (int round = 0; round < 3; ++round) {
    std::promise<char> heard;
    OnLoop(loop, [&] {
      loop.Watch(pair.ends[0], EPOLLIN, [&](uint32_t events) {
        EXPECT_EQ(events, uint32_t{EPOLLIN});
        loop.Unwatch(pair.ends[0]);
        heard.set_value(pair.Hear());
      });
    });
    pair.Say();
    EXPECT_EQ(heard.get_future().get(), 'x');
  }
}

TEST(Watch, OtherStatesFromThenOn) {
  Pair pair;
  std::promise<uint32_t> seen;
  EpollLoop loop;
  OnLoop(loop, [&] {
    loop.Watch(pair.ends[0], EPOLLIN, [&](uint32_t events) {
      loop.Unwatch(pair.ends[0]);
      seen.set_value(events);
    });
    loop.Rewatch(pair.ends[0], EPOLLOUT);
  });
  EXPECT_EQ(seen.get_future().get(), uint32_t{EPOLLOUT});
}

TEST(Watch, TheOneThatIsCalledFirstCanForgetTheOther) {
  Pair first, second;
  first.Say();
  second.Say();
  std::promise<void> called;
  int calls = 0;
  EpollLoop loop;
  const auto only_one = [&](uint32_t) {
    loop.Unwatch(first.ends[0]);
    loop.Unwatch(second.ends[0]);
    if (++calls == 1) called.set_value();
  };
  OnLoop(loop, [&] {
    loop.Watch(first.ends[0], EPOLLIN, only_one);
    loop.Watch(second.ends[0], EPOLLIN, only_one);
  });
  called.get_future().wait();
  OnLoop(loop, [] {});
  EXPECT_EQ(calls, 1);
}

// The number of a closed descriptor is given out again at once.
TEST(Watch, ANewDescriptorDoesNotGetTheEventsOfAnOldOne) {
  Pair first, second;
  first.Say();
  second.Say();
  std::promise<void> called;
  int strange = 0;
  EpollLoop loop;
  const auto replace = [&](int mine, int other) {
    loop.Unwatch(mine);
    loop.Unwatch(other);
    loop.Watch(other, EPOLLPRI, [&](uint32_t) { ++strange; });
    called.set_value();
  };
  OnLoop(loop, [&] {
    const int a = first.ends[0], b = second.ends[0];
    loop.Watch(a, EPOLLIN, [&, a, b](uint32_t) { replace(a, b); });
    loop.Watch(b, EPOLLIN, [&, a, b](uint32_t) { replace(b, a); });
  });
  called.get_future().wait();
  OnLoop(loop, [] {});
  EXPECT_EQ(strange, 0);
}

TEST(Watch, APostComesBetweenTwoCallsForOneDescriptor) {
  Pair pair;
  pair.Say();
  std::promise<void> posted_ran;
  bool asked = false, ran = false;
  EpollLoop loop;
  OnLoop(loop, [&] {
    loop.Watch(pair.ends[0], EPOLLIN, [&](uint32_t) {  // never reads: it is called ever again
      if (ran) return loop.Unwatch(pair.ends[0]);
      if (std::exchange(asked, true)) return;
      loop.Post([&] {
        ran = true;
        posted_ran.set_value();
      });
    });
  });
  posted_ran.get_future().wait();
}

TEST(Watch, SaysThatItCannot) {
  EpollLoop loop;
  OnLoop(loop, [&] { EXPECT_FALSE(loop.Watch(-1, EPOLLIN, [](uint32_t) {})); });
}

TEST(Watch, ForgettingWhatIsNotWatchedIsIgnored) {
  EpollLoop loop;
  OnLoop(loop, [&] { loop.Unwatch(0); });
}

}  // namespace
}  // namespace weir
