// A catalog against a map: thousands of random steps, and after each both say the same.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "families.h"
#include "series/catalog.h"

namespace weir::series {
namespace {

using Key = std::pair<FamilyId, std::string>;

const Family kFamilies[] = {Gauge("g", {"x"}), Counter("c", {"x"}), Histogram("h", {1, 2}, {"x"}),
                            StateSet("s", {"a", "b", "c", "d"}, {"x"}), Summary("q", {0.5}, {"x"})};

// What a catalog should hold, the plain way: copies instead of undo.
class Model {
 public:
  Slot Find(const Key& key) const {
    const auto found = now_.find(key);
    return found == now_.end() ? 0 : found->second;
  }
  void Add(const Key& key, Slot slot) { now_[key] = slot; }
  void Drop(const Key& key) {
    resting_.insert(now_[key]);
    now_.erase(key);
  }
  void Commit() {
    committed_ = now_;
    resting_.clear();
  }
  void Rollback() {
    now_ = committed_;
    resting_.clear();
  }
  // Whether the slots from first on belong to nobody, and did not in this transaction.
  bool Free(Slot first, size_t count) const {
    for (const auto& [key, slot] : now_) {
      const size_t other = SlotCount(kFamilies[key.first - 1]);
      if (slot < first + count && first < slot + other) return false;
    }
    return !resting_.contains(first);
  }
  size_t Lines() const {
    size_t lines = 0;
    for (const auto& [key, slot] : now_) lines += LineCount(kFamilies[key.first - 1]);
    return lines;
  }
  const std::map<Key, Slot>& series() const { return now_; }

 private:
  std::map<Key, Slot> now_, committed_;
  std::set<Slot> resting_;  // dropped in this transaction
};

class Pair {
 public:
  explicit Pair(unsigned seed) : random_(seed) {
    for (const Family& family : kFamilies) catalog_.AddFamily(family);
    catalog_.Commit();
  }

  void Step() {
    const auto choice = random_() % 100;
    if (choice < 50) {
      Add();
    } else if (choice < 85) {
      Drop();
    } else if (choice < 95) {
      catalog_.Commit();
      model_.Commit();
    } else {
      catalog_.Rollback();
      model_.Rollback();
    }
  }

  void Compare() {
    EXPECT_EQ(catalog_.lines(), model_.Lines());
    for (const auto& [key, slot] : model_.series()) {
      const std::string_view value = key.second;
      const auto found = catalog_.AddSeries(key.first, std::span(&value, 1));
      ASSERT_TRUE(found);
      ASSERT_FALSE(found->is_new) << key.second;
      ASSERT_EQ(found->first, slot);
      ASSERT_EQ(catalog_.FamilyOf(slot), key.first);
    }
    size_t used = 0;
    for (const auto& [key, slot] : model_.series()) used += SlotCount(kFamilies[key.first - 1]);
    const auto& kinds = catalog_.kinds();
    EXPECT_EQ(
        static_cast<size_t>(std::count_if(kinds.begin(), kinds.end(),
                                          [](SlotKind kind) { return kind != SlotKind::kFree; })),
        used);
  }

  const Catalog& catalog() const { return catalog_; }

 private:
  Key RandomKey() {
    return {static_cast<FamilyId>(1 + random_() % std::size(kFamilies)),
            std::to_string(random_() % 40)};
  }

  void Add() {
    const Key key = RandomKey();
    const std::string_view value = key.second;
    const auto added = catalog_.AddSeries(key.first, std::span(&value, 1));
    ASSERT_TRUE(added);
    const Slot known = model_.Find(key);
    ASSERT_EQ(added->is_new, known == 0);
    if (known != 0) {
      ASSERT_EQ(added->first, known);
    } else {
      ASSERT_TRUE(model_.Free(added->first, SlotCount(kFamilies[key.first - 1]))) << added->first;
      model_.Add(key, added->first);
    }
  }

  void Drop() {
    const Key key = RandomKey();
    const Slot slot = model_.Find(key);
    ASSERT_EQ(catalog_.DropSeries(slot), slot != 0);
    if (slot != 0) model_.Drop(key);
  }

  std::mt19937 random_;
  Catalog catalog_{Limits{}, Author::kPlugin};
  Model model_;
};

TEST(CatalogModel, HoldsWhatAMapHolds) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    Pair pair(seed);
    for (int step = 0; step < 2000; ++step) {
      pair.Step();
      if (step % 50 == 0) pair.Compare();
      if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << ", step " << step;
    }
    pair.Compare();
  }
}

TEST(CatalogModel, TheSameCallsGetTheSameNumbers) {
  Pair one(7), other(7);
  for (int step = 0; step < 3000; ++step) {
    one.Step();
    other.Step();
  }
  EXPECT_EQ(one.catalog().kinds(), other.catalog().kinds());
  EXPECT_EQ(one.catalog().lines(), other.catalog().lines());
}

// 40 values of 5 families are never more than 200 series at once.
TEST(CatalogModel, ChurnDoesNotUseUpSlots) {
  Pair pair(3);
  for (int step = 0; step < 20000; ++step) pair.Step();
  EXPECT_LT(pair.catalog().kinds().size(), 3000u);
}

}  // namespace
}  // namespace weir::series
