#include "web/patience.h"

#include <gtest/gtest.h>

namespace weir::web {
namespace {

using std::chrono::milliseconds;

constexpr Duration kFallback = milliseconds(7000);

Duration Of(std::string_view header) {
  return std::chrono::round<milliseconds>(Patience(header, kFallback));
}

TEST(Patience, IsTheScrapeTimeoutLessATenth) {
  EXPECT_EQ(Of("1"), milliseconds(900));
  EXPECT_EQ(Of("1.5"), milliseconds(1350));
  EXPECT_EQ(Of("0.1"), milliseconds(90));
}

TEST(Patience, IsTheScrapeTimeoutLessAtMostHalfASecond) {
  EXPECT_EQ(Of("10"), milliseconds(9500));
  EXPECT_EQ(Of("3600"), milliseconds(3599500));
}

TEST(Patience, IgnoresATimeoutThatIsNoneOrOutOfBounds) {
  for (const char* header : {"", " ", "0", "0.09", "-1", "3600.1", "1e9", "nan", "inf", "1s", "1,5",
                             " 1", "1 ", "+1", "0x10", "1e0"}) {
    EXPECT_EQ(Of(header), kFallback) << header;
  }
}

}  // namespace
}  // namespace weir::web
