#include "cpu.h"

#include <gtest/gtest.h>

namespace weir::linux_plugin {
namespace {

using Ticks = std::array<uint64_t, CpuTimes::kColumns>;

TEST(CpuLine, ReadsTenColumns) {
  CpuTimes times;
  ASSERT_TRUE(ParseCpuLine("cpu12 1 2 3 4 5 6 7 8 9 10", &times));
  EXPECT_EQ(times.id, "12");
  EXPECT_EQ(times.ticks, (Ticks{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
}

TEST(CpuLine, ReadsTheFewerColumnsOfOldKernels) {
  CpuTimes times;
  ASSERT_TRUE(ParseCpuLine("cpu0 1 2 3 4 5 6 7", &times));
  EXPECT_EQ(times.ticks, (Ticks{1, 2, 3, 4, 5, 6, 7, 0, 0, 0}));
}

TEST(CpuLine, IgnoresColumnsOfKernelsToCome) {
  CpuTimes times;
  ASSERT_TRUE(ParseCpuLine("cpu0 1 2 3 4 5 6 7 8 9 10 11 new", &times));
  EXPECT_EQ(times.ticks[9], 10u);
}

TEST(CpuLine, RefusesTheSumOfAllCpusAndGarbage) {
  CpuTimes times;
  for (const char* line : {"cpu  1 2 3 4", "cpu", "", "cpu0", "cpu0 x", "cpu0 1 2 x 4", "cpux 1",
                           "cpu1x 1 2", "cpu0 99999999999999999999"}) {
    EXPECT_FALSE(ParseCpuLine(line, &times)) << line;
  }
}

TEST(CpuTimesShown, NeverFall) {
  Ticks shown = {100, 0, 0, 1000};
  Advance({101, 0, 0, 999}, 100, &shown);
  EXPECT_EQ(shown, (Ticks{101, 0, 0, 1000}));
}

TEST(CpuTimesShown, BeginAnewWhenTheCpuWasReplugged) {
  Ticks shown = {100, 50, 0, 1000};
  Advance({3, 0, 0, 700}, 100, &shown);
  EXPECT_EQ(shown, (Ticks{3, 0, 0, 700}));
}

TEST(CpuList, ReadsRangesAndSingleCpus) {
  EXPECT_EQ(ParseCpuList("0-2,5,8-9\n"), (std::vector<uint32_t>{0, 1, 2, 5, 8, 9}));
  EXPECT_EQ(ParseCpuList("\n"), std::vector<uint32_t>());
}

TEST(CpuList, StopsAtGarbage) {
  EXPECT_EQ(ParseCpuList("0,x"), (std::vector<uint32_t>{0}));
  EXPECT_EQ(ParseCpuList("3-1"), std::vector<uint32_t>());
  EXPECT_EQ(ParseCpuList("0,2,1"), (std::vector<uint32_t>{0, 2}));
  EXPECT_EQ(ParseCpuList("0-4294967295"), std::vector<uint32_t>());
  EXPECT_EQ(ParseCpuList("99999999999"), std::vector<uint32_t>());
}

}  // namespace
}  // namespace weir::linux_plugin
