#include "log/repeats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::log {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Repeats::Time kBegin{std::chrono::hours(5)};

// How many of so many lines are written.
int Passed(Repeats& repeats, const std::string& text, int lines, Repeats::Time now) {
  int passed = 0;
  for (int line = 0; line < lines; ++line) passed += repeats.Take(Level::kInfo, text, now) ? 1 : 0;
  return passed;
}

TEST(Repeats, LetsFiveOfATextThroughAndAllOfOthers) {
  Repeats repeats;
  EXPECT_EQ(Passed(repeats, "again", 100, kBegin), 5);
  EXPECT_EQ(Passed(repeats, "other", 3, kBegin), 3);
}

TEST(Repeats, TellsOnceWhatWasHeldBackWhenTheMinuteIsOver) {
  Repeats repeats;
  Passed(repeats, "again", 100, kBegin);
  Passed(repeats, "once", 1, kBegin);
  EXPECT_THAT(repeats.TakeEnded(kBegin + seconds(59)), IsEmpty());
  const auto ended = repeats.TakeEnded(kBegin + seconds(60));
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].text, "again");
  EXPECT_EQ(ended[0].lines, 95u);
  EXPECT_EQ(ended[0].level, Level::kInfo);
  EXPECT_THAT(repeats.TakeEnded(kBegin + minutes(5)), IsEmpty());
}

TEST(Repeats, BeginAnewAfterTheMinute) {
  Repeats repeats;
  Passed(repeats, "again", 100, kBegin);
  repeats.TakeEnded(kBegin + minutes(1));
  EXPECT_EQ(Passed(repeats, "again", 100, kBegin + minutes(1)), 5);
}

TEST(Repeats, OfDifferentMinutesEndInTheirOwn) {
  Repeats repeats;
  Passed(repeats, "first", 10, kBegin);
  Passed(repeats, "second", 10, kBegin + seconds(30));
  EXPECT_THAT(repeats.TakeEnded(kBegin + seconds(60)), SizeIs(1));
  EXPECT_THAT(repeats.TakeEnded(kBegin + seconds(89)), IsEmpty());
  EXPECT_THAT(repeats.TakeEnded(kBegin + seconds(90)), SizeIs(1));
}

TEST(Repeats, OfMoreTextsThanAreKnownPass) {
  Repeats repeats;
  for (size_t i = 0; i < Repeats::kMostTexts; ++i) Passed(repeats, std::to_string(i), 10, kBegin);
  EXPECT_EQ(Passed(repeats, "one more", 10, kBegin), 10);
  EXPECT_THAT(repeats.TakeAll(), SizeIs(Repeats::kMostTexts));
}

}  // namespace
}  // namespace weir::log
