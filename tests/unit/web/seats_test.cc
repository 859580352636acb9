#include "web/seats.h"

#include <gtest/gtest.h>

#include <vector>

namespace weir::web {
namespace {

// As many as `who` can take.
std::vector<Seats::Seat> TakeAll(const Seats& seats, const std::string& who) {
  std::vector<Seats::Seat> taken;
  while (auto seat = seats.Take(who)) taken.push_back(std::move(seat));
  return taken;
}

TEST(SeatsTest, TheLastEighthIsForThoseWhoHaveNone) {
  const Seats seats(16);
  const auto greedy = TakeAll(seats, "a");
  EXPECT_EQ(greedy.size(), 14u);
  EXPECT_FALSE(seats.full());
  const auto b = seats.Take("b");
  EXPECT_TRUE(b);
  EXPECT_FALSE(seats.Take("b"));
  EXPECT_TRUE(seats.Take("c"));
}

TEST(SeatsTest, OfFewOneMayHaveAll) {
  const Seats seats(4);
  EXPECT_EQ(TakeAll(seats, "a").size(), 4u);
}

TEST(SeatsTest, WhoHasNoNameIsSomebodyElseEachTime) {
  const Seats seats(16);
  const auto taken = TakeAll(seats, "");
  EXPECT_EQ(taken.size(), 16u);
  EXPECT_TRUE(seats.full());
}

TEST(SeatsTest, ASeatThatIsLetGoOfIsFree) {
  Seats seats(8);
  auto taken = TakeAll(seats, "a");
  EXPECT_EQ(taken.size(), 7u);
  taken.pop_back();
  EXPECT_TRUE(seats.Take("a"));
  taken.clear();
  EXPECT_EQ(TakeAll(seats, "a").size(), 7u);
}

TEST(SeatsTest, FewerThanAreTakenTakeNothingAway) {
  Seats seats(8);
  const auto taken = TakeAll(seats, "a");
  seats.Change(2);
  EXPECT_TRUE(seats.full());
  EXPECT_FALSE(seats.Take("b"));
}

TEST(SeatsTest, ASeatMayOutliveThem) {
  Seats::Seat seat;
  {
    const Seats seats(1);
    seat = seats.Take("a");
  }
  EXPECT_TRUE(seat);
}

}  // namespace
}  // namespace weir::web
