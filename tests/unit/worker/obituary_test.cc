#include "worker/obituary.h"

#include <gtest/gtest.h>

#include <csignal>

namespace weir::worker {
namespace {

using wire::Call;
using wire::Crash;

Crash SomeCrash(int signal) {
  Crash crash;
  crash.signal = signal;
  crash.call = Call::kDescribe;
  crash.found = 1;
  crash.offset = 0x10;
  return crash;
}

std::string BytesOf(const Crash& crash) {
  return {reinterpret_cast<const char*>(&crash), sizeof crash};
}

TEST(Obituary, OfASignalSaysWhereAndWhat) {
  EXPECT_EQ(Obituary({true, SIGSEGV, {}}, SomeCrash(SIGSEGV), Call::kLoad, "x.so"),
            "its worker died of SIGSEGV in describe at x.so+0x10");
}

TEST(Obituary, OfASignalWithoutLastWordsSaysWhatTheHostKnows) {
  EXPECT_EQ(Obituary({true, SIGKILL, {}}, {}, Call::kNone, "x.so"),
            "its worker died of SIGKILL between two calls");
}

TEST(Obituary, DoesNotBelieveTheLastWordsOfAnotherDeath) {
  EXPECT_EQ(Obituary({true, SIGKILL, {}}, SomeCrash(SIGSEGV), Call::kCollect, "x.so"),
            "its worker died of SIGKILL in collect");
}

TEST(Obituary, OfAnExitSaysItsStatus) {
  EXPECT_EQ(Obituary({false, 3, {}}, SomeCrash(3), Call::kCreate, "x.so"),
            "its worker exited with status 3 in create");
}

TEST(Obituary, OfARealTimeSignalSaysItsNumber) {
  EXPECT_EQ(Obituary({true, 40, {}}, {}, Call::kDestroy, "x.so"),
            "its worker died of signal 40 in destroy");
}

TEST(LastWords, AreTheLastThatAreGood) {
  const Crash first = SomeCrash(SIGSEGV);
  Crash second = first;
  second.found = 2;
  EXPECT_EQ(LastWords(BytesOf(first))->found, 1u);
  EXPECT_EQ(LastWords(BytesOf(first) + BytesOf(second))->found, 2u);
  EXPECT_EQ(LastWords(BytesOf(first) + std::string(24, 'x'))->found, 1u);
  EXPECT_FALSE(LastWords(""));
  EXPECT_FALSE(LastWords(std::string(100, 'x')));
}

}  // namespace
}  // namespace weir::worker
