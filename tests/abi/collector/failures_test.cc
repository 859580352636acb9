// What is thrown in a collector ends at the boundary, as a status and a message.
#include <gtest/gtest.h>
#include <pthread.h>

#include <cerrno>
#include <functional>
#include <future>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "plugin_of.h"

namespace {

using weir::testing::Host;

// Where the probe throws, and what.
enum class Door { kCreate, kDescribe, kCollect };
Door door;
std::function<void()> thrower;

class Thrower final : public weir::Collector {
 public:
  Thrower() { At(Door::kCreate); }
  void Describe(weir::Registry&) override { At(Door::kDescribe); }
  void Collect(weir::Sink&) override { At(Door::kCollect); }

 private:
  static void At(Door here) {
    if (here == door) thrower();
  }
};

struct Ending {
  weir_status status;
  std::string message;
  int os_error;
  std::string pointer;
};

Ending Throw(Door where, std::function<void()> what) {
  door = where;
  thrower = std::move(what);
  Host host(PluginOf<Thrower>(), "{}");
  host.Describe();
  if (host.status() >= 0) host.Collect();
  return {host.status(), host.error(), host.os_error(), host.config_pointer()};
}

class EachDoor : public ::testing::TestWithParam<Door> {};
INSTANTIATE_TEST_SUITE_P(Failures, EachDoor,
                         ::testing::Values(Door::kCreate, Door::kDescribe, Door::kCollect));

TEST_P(EachDoor, KeepsTheStatusOfAnError) {
  Ending ending = Throw(GetParam(), [] {
    throw weir::Error(WEIR_E_UNAVAILABLE, "cannot connect to x", ECONNREFUSED, "/address");
  });
  EXPECT_EQ(ending.status, WEIR_E_UNAVAILABLE);
  EXPECT_EQ(ending.message, "cannot connect to x");
  EXPECT_EQ(ending.os_error, ECONNREFUSED);
  EXPECT_EQ(ending.pointer, "/address");
}

TEST_P(EachDoor, TakesErrnoFromASystemError) {
  Ending ending = Throw(GetParam(), [] {
    throw std::system_error(EACCES, std::generic_category(), "cannot read /proc/x");
  });
  EXPECT_EQ(ending.status, WEIR_E_PERMISSION);
  EXPECT_EQ(ending.message, "cannot read /proc/x");
  EXPECT_EQ(ending.os_error, EACCES);
}

TEST_P(EachDoor, TakesTheTextOfAStandardException) {
  Ending ending = Throw(GetParam(), [] { throw std::runtime_error("two\nlines"); });
  EXPECT_EQ(ending.status, WEIR_E_INTERNAL);
  EXPECT_EQ(ending.message, "two lines");
}

TEST_P(EachDoor, CallsALackOfMemoryALimit) {
  Ending ending = Throw(GetParam(), [] { throw std::bad_alloc(); });
  EXPECT_EQ(ending.status, WEIR_E_LIMIT);
  EXPECT_EQ(ending.message, "out of memory");
}

TEST_P(EachDoor, StopsWhatIsNoException) {
  Ending ending = Throw(GetParam(), [] { throw 42; });
  EXPECT_EQ(ending.status, WEIR_E_INTERNAL);
  EXPECT_NE(ending.message, "");
}

TEST(Failures, WithAStatusThatIsNoneAreInternal) {
  Ending ending = Throw(Door::kCollect, [] { throw weir::Error(WEIR_PARTIAL, "odd"); });
  EXPECT_EQ(ending.status, WEIR_E_INTERNAL);
}

TEST(Failures, OfAMissingFileAreUnavailable) {
  Ending ending = Throw(Door::kCollect, [] {
    throw std::system_error(ENOENT, std::system_category(), "cannot open /nowhere");
  });
  EXPECT_EQ(ending.status, WEIR_E_UNAVAILABLE);
  EXPECT_EQ(ending.message, "cannot open /nowhere");
}

TEST(Failures, OfAnotherCategoryHaveNoErrno) {
  Ending ending =
      Throw(Door::kCollect, [] { throw std::system_error(make_error_code(std::errc::io_error)); });
  EXPECT_EQ(ending.os_error, EIO);
  ending = Throw(Door::kCollect,
                 [] { throw std::system_error(std::make_error_code(std::future_errc::no_state)); });
  EXPECT_EQ(ending.status, WEIR_E_INTERNAL);
  EXPECT_EQ(ending.os_error, 0);
}

TEST(Failures, AreCutBetweenCharacters) {
  std::string text(758, 'a');
  Ending ending =
      Throw(Door::kCollect, [&] { throw weir::Error(WEIR_E_INTERNAL, text + "\u00e9\u00e9"); });
  EXPECT_EQ(ending.message, text);
  ending = Throw(Door::kCollect, [&] { throw weir::Error(WEIR_E_INTERNAL, text + "bc"); });
  EXPECT_EQ(ending.message, text + "b");
}

TEST(Failures, WithoutATextSayThatMuch) {
  Ending ending = Throw(Door::kCollect, [] { throw weir::Error(WEIR_E_INTERNAL, ""); });
  EXPECT_NE(ending.message, "");
}

TEST(Failures, DoNotIncludeTheEndOfAThread) {
  static bool passed;
  passed = false;
  auto run = [](void*) -> void* {
    Throw(Door::kCollect, [] { pthread_exit(nullptr); });
    passed = true;
    return nullptr;
  };
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, nullptr, run, nullptr), 0);
  ASSERT_EQ(pthread_join(thread, nullptr), 0);
  EXPECT_FALSE(passed);
}

// The collection after a failed one works as if there had been none.
TEST(Failures, LeaveTheInstanceUsable) {
  door = Door::kCollect;
  thrower = [] { throw std::runtime_error("once"); };
  Host host(PluginOf<Thrower>(), "{}");
  host.Describe();
  EXPECT_EQ(host.Collect(), WEIR_E_INTERNAL);
  thrower = [] {};
  EXPECT_EQ(host.Collect(), WEIR_OK);
}

}  // namespace
