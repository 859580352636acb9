#include "self/process.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace weir::self {
namespace {

// Fields 3 to 52 of proc(5), each its own number; the state is a letter.
std::string StatLine(const std::string& name) {
  std::string line = "4242 (" + name + ") R";
  for (int field = 4; field <= 52; ++field) line += " " + std::to_string(field * 1000);
  return line + "\n";
}

TEST(ParseStartTicks, TakesTheFieldOfTheManualPage) {
  EXPECT_EQ(ParseStartTicks(StatLine("weir")), 22000);
}

TEST(ParseStartTicks, NoNameOfTheCommandLeadsItAstray) {
  for (const char* name : {"", ")", "(", "a) R 1 2 3 4", ") ) )", "two words", "a\nb", "((((",
                           "\xFF\xFE", "R 1 (x) 2"}) {
    EXPECT_EQ(ParseStartTicks(StatLine(name)), 22000) << name;
  }
}

TEST(ParseStartTicks, RefusesWhatIsNotOfThatForm) {
  for (const char* text :
       {"", "\n", "4242", "4242 (weir", "4242 (weir)", "4242 (weir) R 1 2 3", "garbage"}) {
    EXPECT_FALSE(ParseStartTicks(text)) << text;
  }
}

TEST(ParseStartTicks, RefusesALineThatEndsBeforeIt) {
  std::string line = StatLine("weir");
  line = line.substr(0, line.find(" 22000"));
  EXPECT_FALSE(ParseStartTicks(line));
  EXPECT_EQ(ParseStartTicks(line + " 22000"), 22000);
}

TEST(ParseStatm, TakesTheFieldsOfTheManualPage) {
  const auto pages = ParseStatm("4321 321 200 50 0 90 0\n");
  ASSERT_TRUE(pages);
  EXPECT_EQ(pages->of_memory, 4321);
  EXPECT_EQ(pages->resident, 321);
}

TEST(ParseStatm, RefusesWhatIsNotOfThatForm) {
  for (const char* text : {"", "\n", "4321", "4321 ", "4321\n"})
    EXPECT_FALSE(ParseStatm(text)) << text;
}

TEST(ReadProcess, KnowsThisProcess) {
  const auto status = ReadProcess();
  ASSERT_TRUE(status);
  const double now =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  EXPECT_GE(status->cpu_seconds, 0);
  EXPECT_NEAR(status->start_time_seconds, now, 24 * 3600);
  EXPECT_GT(status->virtual_bytes, status->resident_bytes);
  EXPECT_GT(status->resident_bytes, 1 << 20);
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  EXPECT_EQ(status->fds_limit, static_cast<double>(limit.rlim_cur));
}

TEST(ReadProcess, CountsOpenDescriptorsAndNotItsOwn) {
  const double before = ReadProcess()->open_fds;
  std::vector<int> ends(2);
  ASSERT_EQ(pipe(ends.data()), 0);
  EXPECT_EQ(ReadProcess()->open_fds, before + 2);
  close(ends[0]);
  close(ends[1]);
  EXPECT_EQ(ReadProcess()->open_fds, before);
}

TEST(ReadProcess, CpuTimeGrowsWithWhatIsComputed) {
  const double before = ReadProcess()->cpu_seconds;
  double sink = 0;
  while (ReadProcess()->cpu_seconds < before + 0.02) {
    for (int i = 0; i < 1000000; ++i) sink += std::sqrt(i);
  }
  EXPECT_GT(sink, 0);
}

}  // namespace
}  // namespace weir::self
