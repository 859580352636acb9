#include "meminfo.h"

#include <gtest/gtest.h>

namespace weir::linux_plugin {
namespace {

TEST(MeminfoLine, GivesBytes) {
  MeminfoLine line;
  ASSERT_TRUE(ParseMeminfoLine("Active(anon):     267256 kB", &line));
  EXPECT_EQ(line.field, "Active(anon)");
  EXPECT_TRUE(line.is_memory);
  EXPECT_EQ(line.value, 267256u * 1024);
}

TEST(MeminfoLine, GivesNumbersWithoutUnitAsTheyAre) {
  MeminfoLine line;
  ASSERT_TRUE(ParseMeminfoLine("HugePages_Total:       4", &line));
  EXPECT_FALSE(line.is_memory);
  EXPECT_EQ(line.value, 4u);
}

TEST(MeminfoLine, RefusesGarbage) {
  MeminfoLine line;
  for (const char* text : {"", ":", ": 1 kB", "MemFree", "MemFree:", "MemFree: kB", "MemFree: 1 MB",
                           "MemFree: 1 kB x", "MemFree: -1 kB", "X: 18446744073709551615 kB"}) {
    EXPECT_FALSE(ParseMeminfoLine(text, &line)) << text;
  }
}

TEST(MeminfoName, SaysTheUnit) {
  EXPECT_EQ(MeminfoName("Active(anon)", true), "node_memory_Active_anon_bytes");
  EXPECT_EQ(MeminfoName("HugePages_Free", false), "node_memory_HugePages_Free");
  EXPECT_EQ(MeminfoName("a b\xC3\xA4", true), "node_memory_a_b___bytes");
}

TEST(MeminfoHelp, SaysWhereAnUnknownFieldIsFrom) {
  EXPECT_EQ(MeminfoHelp("Fresh", true), "The field Fresh of /proc/meminfo, in bytes.");
}

}  // namespace
}  // namespace weir::linux_plugin
