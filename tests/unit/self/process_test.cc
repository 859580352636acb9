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

void ExpectFields(const std::string& line) {
  const auto fields = ParseStat(line);
  ASSERT_TRUE(fields) << line;
  EXPECT_EQ(fields->cpu_ticks, 14000 + 15000);  // utime, stime
  EXPECT_EQ(fields->start_ticks, 22000);
  EXPECT_EQ(fields->virtual_bytes, 23000);
  EXPECT_EQ(fields->resident_pages, 24000);
}

TEST(ParseStat, TakesTheFieldsOfTheManualPage) { ExpectFields(StatLine("weir")); }

TEST(ParseStat, NoNameOfTheCommandLeadsItAstray) {
  for (const char* name : {"", ")", "(", "a) R 1 2 3 4", ") ) )", "two words", "a\nb", "((((",
                           "\xFF\xFE", "R 1 (x) 2"}) {
    ExpectFields(StatLine(name));
  }
}

TEST(ParseStat, RefusesWhatIsNotOfThatForm) {
  for (const char* text :
       {"", "\n", "4242", "4242 (weir", "4242 (weir)", "4242 (weir) R 1 2 3", "garbage"}) {
    EXPECT_FALSE(ParseStat(text)) << text;
  }
}

TEST(ParseStat, RefusesALineThatEndsBeforeTheLastField) {
  std::string line = StatLine("weir");
  line = line.substr(0, line.find(" 24000"));
  EXPECT_FALSE(ParseStat(line));
  EXPECT_TRUE(ParseStat(line + " 24000"));
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

TEST(ReadProcess, CpuTimeGrows) {
  const double before = ReadProcess()->cpu_seconds;
  double sink = 0;
  while (ReadProcess()->cpu_seconds == before) {
    for (int i = 0; i < 1000000; ++i) sink += std::sqrt(i);
  }
  EXPECT_GT(sink, 0);
  EXPECT_GT(ReadProcess()->cpu_seconds, before);
}

}  // namespace
}  // namespace weir::self
