#include "worker/wire/crash.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

namespace weir::wire {
namespace {

std::string BytesOf(const Crash& crash) {
  return {reinterpret_cast<const char*>(&crash), sizeof crash};
}

TEST(Crashes, ComeBack) {
  Crash crash;
  crash.signal = SIGSEGV;
  crash.call = Call::kCollect;
  crash.found = 1;
  crash.offset = 0x1234;
  const auto read = ReadCrash(BytesOf(crash));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->signal, SIGSEGV);
  EXPECT_EQ(Where(read->call), "in collect");
  EXPECT_EQ(Place(*read, "foobar.so"), " at foobar.so+0x1234");
  crash.found = 2;
  EXPECT_EQ(Place(crash, "foobar.so"), " below foobar.so+0x1234");
  crash.found = 0;
  EXPECT_EQ(Place(crash, "foobar.so"), "");
}

TEST(Crashes, OfOtherBytesAreNone) {
  Crash good;
  good.signal = SIGSEGV;
  EXPECT_TRUE(ReadCrash(BytesOf(good)));
  EXPECT_FALSE(ReadCrash(BytesOf(good).substr(1)));
  for (const auto& spoil : std::vector<void (*)(Crash&)>{
           [](Crash& c) { c.magic = 0; }, [](Crash& c) { c.signal = 0; },
           [](Crash& c) { c.signal = 65; }, [](Crash& c) { c.signal = -1; },
           [](Crash& c) { c.call = static_cast<Call>(6); }, [](Crash& c) { c.found = 3; }}) {
    Crash bad = good;
    spoil(bad);
    EXPECT_FALSE(ReadCrash(BytesOf(bad)));
  }
}

}  // namespace
}  // namespace weir::wire
