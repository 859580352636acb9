#include "log/repeats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::log {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Repeats::Time kStart{std::chrono::hours(5)};

// How many of so many lines are written.
int Passed(Repeats& repeats, const std::string& text, int lines, Repeats::Time now) {
  int passed = 0;
  for (int line = 0; line < lines; ++line) passed += repeats.Take(Level::kInfo, text, now) ? 1 : 0;
  return passed;
}

TEST(Repeats, LetsFiveOfATextThroughAndAllOfOthers) {
  Repeats repeats;
  EXPECT_EQ(Passed(repeats, "again", 100, kStart), 5);
  EXPECT_EQ(Passed(repeats, "other", 3, kStart), 3);
}

TEST(Repeats, TellsOnceWhatWasHeldBackWhenTheMinuteIsOver) {
  Repeats repeats;
  Passed(repeats, "again", 100, kStart);
  Passed(repeats, "once", 1, kStart);
  EXPECT_THAT(repeats.TakeEnded(kStart + seconds(59)), IsEmpty());
  const auto ended = repeats.TakeEnded(kStart + seconds(60));
  ASSERT_THAT(ended, SizeIs(1));
  EXPECT_EQ(ended[0].text, "again");
  EXPECT_EQ(ended[0].lines, 95u);
  EXPECT_EQ(ended[0].level, Level::kInfo);
  EXPECT_THAT(repeats.TakeEnded(kStart + minutes(5)), IsEmpty());
}

TEST(Repeats, BeginAnewAfterTheMinute) {
  Repeats repeats;
  Passed(repeats, "again", 100, kStart);
  repeats.TakeEnded(kStart + minutes(1));
  EXPECT_EQ(Passed(repeats, "again", 100, kStart + minutes(1)), 5);
}

TEST(Repeats, OfDifferentMinutesEndInTheirOwn) {
  Repeats repeats;
  Passed(repeats, "first", 10, kStart);
  Passed(repeats, "second", 10, kStart + seconds(30));
  EXPECT_THAT(repeats.TakeEnded(kStart + seconds(60)), SizeIs(1));
  EXPECT_THAT(repeats.TakeEnded(kStart + seconds(89)), IsEmpty());
  EXPECT_THAT(repeats.TakeEnded(kStart + seconds(90)), SizeIs(1));
}

TEST(Repeats, OfMoreTextsThanAreKnownPass) {
  Repeats repeats;
  for (size_t i = 0; i < Repeats::kMostTexts; ++i) Passed(repeats, std::to_string(i), 10, kStart);
  EXPECT_EQ(Passed(repeats, "one more", 10, kStart), 10);
  EXPECT_THAT(repeats.TakeAll(), SizeIs(Repeats::kMostTexts));
}

}  // namespace
}  // namespace weir::log
