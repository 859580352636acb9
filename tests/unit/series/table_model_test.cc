// A table under churn against a map.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <utility>

#include "table_builder.h"

namespace weir::series {
namespace {

class Churn {
 public:
  explicit Churn(unsigned seed, size_t longest) : random_(seed), longest_(longest) {
    Change change;
    for (FamilyId id = 1; id <= 3; ++id)
      change.AddFamily(id, Gauge(std::string(1, static_cast<char>('a' + id))));
    table_ = change.To(builder_);
  }

  // One transaction of that many adds and drops.
  void Turn(size_t adds, size_t drops) {
    Change change;
    std::vector<Slot> dropped;
    for (size_t i = 0; i < adds; ++i) Add(change);
    for (size_t i = 0; i < drops && !series_.empty(); ++i) Drop(change, dropped);
    free_.insert(free_.end(), dropped.begin(), dropped.end());
    const TablePtr before = std::exchange(table_, change.To(builder_));
    ExpectTrueOrigins();
  }

  void Compare() const {
    for (FamilyId id = 1; id <= 3; ++id) {
      std::vector<Line> expected;
      for (const auto& [key, slot] : series_) {
        if (key.first == id) expected.emplace_back(key.second, slot);
      }
      ASSERT_TRUE(Lines(table_, id - 1) == expected) << "family " << id;
      ExpectFewBlocks(*table_->families[id - 1], expected);
    }
  }

  size_t size() const { return series_.size(); }

 private:
  // What is said to be kept is the same in both.
  void ExpectTrueOrigins() const {
    for (const auto& family : table_->families) {
      for (const auto& block : family->blocks) {
        const auto from = block->origin.block.lock();
        uint32_t here = 0;
        for (const Origin::Kept& kept : block->origin.kept) {
          ASSERT_GE(kept.to, std::exchange(here, kept.to + kept.count));
          for (uint32_t i = 0; from && i < kept.count; ++i) {
            ASSERT_EQ(block->lines[kept.to + i].slot, from->lines[kept.from + i].slot);
            ASSERT_EQ(block->Labels(kept.to + i), from->Labels(kept.from + i));
          }
        }
      }
    }
  }

  // Bounded above each, and few enough that they are not crumbs.
  static void ExpectFewBlocks(const FamilyTable& family, const std::vector<Line>& lines) {
    size_t text = 0;
    for (const Line& line : lines) text += line.first.size();
    for (const auto& block : family.blocks) {
      ASSERT_LE(block->lines.size(), 768u);
      ASSERT_LE(block->text.size(), 48u * 1024);
    }
    EXPECT_LE(family.blocks.size(), 2 + lines.size() / 96 + text / (6 * 1024));
  }

  std::string RandomLabels() {
    return std::to_string(random_()) + std::string(longest_ == 0 ? 0 : random_() % longest_, 'x');
  }

  void Add(Change& change) {
    const std::pair<FamilyId, std::string> key(static_cast<FamilyId>(1 + random_() % 3),
                                               RandomLabels());
    if (series_.contains(key)) return;
    Slot slot = ++last_;
    if (!free_.empty()) {
      --last_;
      slot = free_.back();
      free_.pop_back();
    }
    change.Add(key.first, slot, key.second);
    series_[key] = slot;
  }

  void Drop(Change& change, std::vector<Slot>& dropped) {
    auto victim = series_.lower_bound({static_cast<FamilyId>(1 + random_() % 3), RandomLabels()});
    if (victim == series_.end()) victim = series_.begin();
    change.Drop(victim->first.first, victim->second);
    dropped.push_back(victim->second);
    series_.erase(victim);
  }

  std::mt19937 random_;
  const size_t longest_;
  TableBuilder builder_;
  TablePtr table_;
  std::map<std::pair<FamilyId, std::string>, Slot> series_;
  std::vector<Slot> free_;
  Slot last_ = 0;
};

TEST(TableModel, HoldsWhatAMapHoldsThroughSmallChanges) {
  Churn churn(1, 0);
  for (size_t turn = 0; turn < 2000; ++turn) {
    churn.Turn(turn % 7, turn % 5);
    if (turn % 100 == 0) churn.Compare();
    if (::testing::Test::HasFatalFailure()) FAIL() << "turn " << turn;
  }
}

TEST(TableModel, HoldsAHundredThousandSeriesUnderChurn) {
  Churn churn(2, 40);
  churn.Turn(100'000, 0);
  churn.Compare();
  for (size_t turn = 0; turn < 5; ++turn) churn.Turn(300, 300);
  churn.Compare();
  churn.Turn(0, 60'000);
  churn.Compare();
  churn.Turn(60'000, 0);
  churn.Compare();
}

TEST(TableModel, BlocksStayBoundedWhenLabelsAreLong) {
  Churn churn(3, 4000);
  for (size_t turn = 0; turn < 300; ++turn) churn.Turn(9, 7);
  churn.Compare();
}

TEST(TableModel, CanShrinkToNothingAndGrowAgain) {
  Churn churn(4, 10);
  churn.Turn(5000, 0);
  churn.Turn(0, 5000);
  EXPECT_EQ(churn.size(), 0u);
  churn.Compare();
  churn.Turn(3000, 10);
  churn.Compare();
}

}  // namespace
}  // namespace weir::series
