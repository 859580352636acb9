#include "watch/debounce.h"

#include <gtest/gtest.h>

namespace weir::watch {
namespace {

using std::chrono::milliseconds;

class DebounceTest : public ::testing::Test {
 protected:
  Debounce debounce_{milliseconds(200), milliseconds(1000)};
  const Debounce::Time start_{std::chrono::hours(1)};
};

TEST_F(DebounceTest, IsNeverDueOfItsOwn) {
  EXPECT_FALSE(debounce_.due());
  EXPECT_FALSE(debounce_.Take(start_));
}

TEST_F(DebounceTest, IsDueWhenItHasBeenQuiet) {
  debounce_.Note(start_);
  debounce_.Note(start_ + milliseconds(150));
  EXPECT_FALSE(debounce_.Take(start_ + milliseconds(349)));
  EXPECT_TRUE(debounce_.Take(start_ + milliseconds(350)));
}

TEST_F(DebounceTest, IsDueOnce) {
  debounce_.Note(start_);
  EXPECT_TRUE(debounce_.Take(start_ + milliseconds(200)));
  EXPECT_FALSE(debounce_.Take(start_ + milliseconds(400)));
  EXPECT_FALSE(debounce_.due());
}

TEST_F(DebounceTest, IsNotPutOffForEver) {
  for (int i = 0; i < 20; ++i) {
    ASSERT_FALSE(debounce_.Take(start_ + milliseconds(50 * i)));
    debounce_.Note(start_ + milliseconds(50 * i));
  }
  EXPECT_TRUE(debounce_.Take(start_ + milliseconds(1000)));
}

}  // namespace
}  // namespace weir::watch
