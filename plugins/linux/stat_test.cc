#include "stat.h"

#include <gtest/gtest.h>

namespace weir::linux_plugin {
namespace {

TEST(Stat, FindsTheCountersBehindTheCpus) {
  std::string_view malformed;
  KernelCounters counters = ParseKernelCounters(
      "cpu  1 2 3\ncpu0 1 2 3\nintr 887543287 17 9\nctxt 38014093\nbtime 1418183276\n"
      "processes 26442\nprocs_running 2\nprocs_blocked 1\nsoftirq 5 0\n",
      &malformed);
  EXPECT_EQ(malformed, "");
  EXPECT_EQ(counters.found, KernelCounters::kCount);
  EXPECT_EQ(counters.values,
            (std::array<uint64_t, 6>{887543287, 38014093, 1418183276, 26442, 2, 1}));
}

TEST(Stat, LeavesOutWhatAnOldKernelLacks) {
  std::string_view malformed;
  KernelCounters counters = ParseKernelCounters("ctxt 5\n", &malformed);
  EXPECT_EQ(counters.found, 1u);
  EXPECT_TRUE(counters.present[1]);
  EXPECT_FALSE(counters.present[0]);
}

TEST(Stat, TellsOfALineWithoutNumber) {
  std::string_view malformed;
  KernelCounters counters = ParseKernelCounters("intr\nctxt five\nbtime 7\n", &malformed);
  EXPECT_EQ(malformed, "intr");
  EXPECT_EQ(counters.found, 1u);
}

}  // namespace
}  // namespace weir::linux_plugin
