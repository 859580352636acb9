#include "web/throttle.h"

#include <gtest/gtest.h>

namespace weir::web {
namespace {

using std::chrono::seconds;

TEST(Throttle, LetsOnePassInEachPause) {
  Throttle throttle(seconds(10));
  const Throttle::Clock::time_point begin{};
  EXPECT_EQ(throttle.Pass(begin), 0u);
  EXPECT_FALSE(throttle.Pass(begin + seconds(1)));
  EXPECT_FALSE(throttle.Pass(begin + seconds(9)));
  EXPECT_EQ(throttle.Pass(begin + seconds(10)), 2u);
  EXPECT_FALSE(throttle.Pass(begin + seconds(19)));
  EXPECT_EQ(throttle.Pass(begin + seconds(30)), 1u);
}

}  // namespace
}  // namespace weir::web
