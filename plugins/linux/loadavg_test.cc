#include "loadavg.h"

#include <gtest/gtest.h>

namespace weir::linux_plugin {
namespace {

TEST(LoadAverage, ReadsThreeNumbers) {
  std::optional<LoadAverage> load = ParseLoadAverage("0.21 12.00 1000.39 1/719 19737\n");
  ASSERT_TRUE(load.has_value());
  EXPECT_EQ(load->minutes1, 0.21);
  EXPECT_EQ(load->minutes5, 12);
  EXPECT_EQ(load->minutes15, 1000.39);
}

TEST(LoadAverage, RefusesWhatHasNoThreeNumbers) {
  for (const char* text : {"", "\n", "0.21", "0.21 0.37", "0.21 0.37 \n", "0.2x 0.37 0.39",
                           "inf nan 0.39", "-1 0 0", "1e999 0 0"}) {
    EXPECT_FALSE(ParseLoadAverage(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace weir::linux_plugin
