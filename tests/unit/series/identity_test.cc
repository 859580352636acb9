#include "series/identity.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace weir::series {
namespace {

// Hashes of the test's choice, so that probes collide as it likes.
class IdentityTest : public ::testing::Test {
 protected:
  Slot Insert(uint64_t low, uint64_t high = 0) {
    hashes_.push_back({low, high});
    const auto slot = static_cast<Slot>(hashes_.size() - 1);
    map_.Insert(slot, hashes_);
    return slot;
  }
  Slot Find(uint64_t low, uint64_t high = 0) const { return map_.Find({low, high}, hashes_); }

  std::vector<SeriesHash> hashes_{SeriesHash{}};
  IdentityMap map_;
};

TEST_F(IdentityTest, FindsNothingWhenEmpty) { EXPECT_EQ(Find(1), 0u); }

TEST_F(IdentityTest, TellsHashesApartByTheirHighHalf) {
  const Slot one = Insert(5, 1), two = Insert(5, 2);
  EXPECT_EQ(Find(5, 1), one);
  EXPECT_EQ(Find(5, 2), two);
  EXPECT_EQ(Find(5, 3), 0u);
}

TEST_F(IdentityTest, ErasingTheHeadOfAChainKeepsTheRest) {
  const Slot a = Insert(0, 1), b = Insert(0, 2), c = Insert(0, 3);
  map_.Erase(a, hashes_);
  EXPECT_EQ(Find(0, 1), 0u);
  EXPECT_EQ(Find(0, 2), b);
  EXPECT_EQ(Find(0, 3), c);
}

TEST_F(IdentityTest, AShiftDoesNotMoveWhatStandsAtHome) {
  const Slot a = Insert(0, 1), b = Insert(1, 1), c = Insert(0, 2);  // c probes past b
  map_.Erase(a, hashes_);
  EXPECT_EQ(Find(1, 1), b);
  EXPECT_EQ(Find(0, 2), c);
}

TEST_F(IdentityTest, ChainsAreWholeAcrossTheEndOfTheArray) {
  const Slot a = Insert(15, 1), b = Insert(15, 2), c = Insert(0, 1), d = Insert(14, 1),
             e = Insert(15, 3);
  map_.Erase(a, hashes_);
  EXPECT_EQ(Find(15, 2), b);
  EXPECT_EQ(Find(0, 1), c);
  EXPECT_EQ(Find(14, 1), d);
  EXPECT_EQ(Find(15, 3), e);
  map_.Erase(d, hashes_);
  EXPECT_EQ(Find(15, 2), b);
  EXPECT_EQ(Find(0, 1), c);
  EXPECT_EQ(Find(15, 3), e);
}

// Few homes, so that chains are long and wrap around.
TEST_F(IdentityTest, HoldsWhatAMapHolds) {
  std::mt19937 random(4);
  std::map<std::pair<uint64_t, uint64_t>, Slot> model;
  for (int step = 0; step < 20000; ++step) {
    const std::pair<uint64_t, uint64_t> key(random() % 6 * 5, random() % 20);
    const auto known = model.find(key);
    ASSERT_EQ(Find(key.first, key.second), known == model.end() ? 0 : known->second);
    if (known == model.end()) {
      model[key] = Insert(key.first, key.second);
    } else {
      map_.Erase(known->second, hashes_);
      model.erase(known);
    }
  }
  for (const auto& [key, slot] : model) EXPECT_EQ(Find(key.first, key.second), slot);
}

TEST(SeriesHasher, DependsOnFamilyAndOnEachValue) {
  SeriesHasher hash;
  const std::vector<std::string_view> ab = {"a", "b"}, ba = {"b", "a"}, joined = {"ab", ""};
  EXPECT_EQ(hash(1, ab), hash(1, ab));
  EXPECT_FALSE(hash(1, ab) == hash(2, ab));
  EXPECT_FALSE(hash(1, ab) == hash(1, ba));
  EXPECT_FALSE(hash(1, ab) == hash(1, joined));
}

}  // namespace
}  // namespace weir::series
