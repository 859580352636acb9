#include "series/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "table_builder.h"

namespace weir::series {
namespace {

constexpr size_t kMostLines = 768;
constexpr size_t kMostText = 48 * 1024;

std::string Padded(size_t number) {
  const std::string digits = std::to_string(number);
  return "x=\"" + std::string(8 - digits.size(), '0') + digits + "\"";
}

// A family `g` with that many series, slot n + 1 for the n-th.
TablePtr Many(TableBuilder& builder, size_t count, size_t step = 1) {
  Change change;
  change.AddFamily(1, Gauge("g", {"x"}));
  for (size_t i = 0; i < count; ++i) change.Add(1, static_cast<Slot>(i + 1), Padded(i * step));
  return change.To(builder);
}

size_t SharedBlocks(const TablePtr& a, const TablePtr& b) {
  const auto& old = a->families[0]->blocks;
  const std::set<std::shared_ptr<const Block>> before(old.begin(), old.end());
  return static_cast<size_t>(std::ranges::count_if(
      b->families[0]->blocks, [&](const auto& block) { return before.contains(block); }));
}

void ExpectBounded(const FamilyTable& family) {
  for (const auto& block : family.blocks) {
    ASSERT_FALSE(block->lines.empty());
    ASSERT_LE(block->lines.size(), kMostLines);
    ASSERT_TRUE(block->lines.size() == 1 || block->text.size() <= kMostText);
    ASSERT_EQ(block->lines.back().end, block->text.size());
  }
}

TEST(Table, FamiliesAreInTheOrderOfTheirNames) {
  TableBuilder builder;
  Change().AddFamily(1, Gauge("m")).AddFamily(2, Gauge("z")).To(builder);
  const auto table = Change().AddFamily(3, Gauge("a")).AddFamily(4, Gauge("n")).To(builder);
  Words names;
  for (const auto& family : table->families) names.push_back(family->family->name);
  EXPECT_EQ(names, (Words{"a", "m", "n", "z"}));
}

TEST(Table, SeriesAreInTheOrderOfTheirText) {
  TableBuilder builder;
  Change change;
  change.AddFamily(1, Gauge("g"))
      .Add(1, 1, "b")
      .Add(1, 2, "")
      .Add(1, 3, "a,c")
      .Add(1, 4, "\xC3\xA9")
      .Add(1, 5, "a");
  EXPECT_EQ(Lines(change.To(builder)),
            (std::vector<Line>{{"", 2}, {"a", 5}, {"a,c", 3}, {"b", 1}, {"\xC3\xA9", 4}}));
}

TEST(Table, LaterSeriesComeBetweenTheEarlier) {
  TableBuilder builder;
  Change().AddFamily(1, Gauge("g")).Add(1, 1, "b").Add(1, 2, "d").To(builder);
  const auto table = Change().Add(1, 3, "e").Add(1, 4, "a").Add(1, 5, "c").To(builder);
  EXPECT_EQ(Lines(table), (std::vector<Line>{{"a", 4}, {"b", 1}, {"c", 5}, {"d", 2}, {"e", 3}}));
}

TEST(Table, ATableThatWasGivenOutDoesNotChange) {
  TableBuilder builder;
  const auto before = Change().AddFamily(1, Gauge("g")).Add(1, 1, "a").To(builder);
  Change().AddFamily(2, Gauge("f")).Add(1, 2, "b").Drop(1, 1).To(builder);
  ASSERT_EQ(before->families.size(), 1u);
  EXPECT_EQ(Lines(before), (std::vector<Line>{{"a", 1}}));
}

TEST(Table, WhatCameAndWentInOneChangeWasNeverThere) {
  TableBuilder builder;
  const auto table =
      Change().AddFamily(1, Gauge("g")).Add(1, 1, "a").Add(1, 2, "b").Drop(1, 1).To(builder);
  EXPECT_EQ(Lines(table), (std::vector<Line>{{"b", 2}}));
}

TEST(Table, ASeriesCanBeDroppedAndAddedAgainInOneChange) {
  TableBuilder builder;
  Change().AddFamily(1, Gauge("g")).Add(1, 1, "a").Add(1, 2, "b").To(builder);
  const auto table = Change().Drop(1, 1).Add(1, 3, "a").To(builder);
  EXPECT_EQ(Lines(table), (std::vector<Line>{{"a", 3}, {"b", 2}}));
}

TEST(Table, AFamilyWithoutSeriesStaysWithoutBlocks) {
  TableBuilder builder;
  Change().AddFamily(1, Gauge("g")).Add(1, 1, "a").To(builder);
  const auto table = Change().Drop(1, 1).To(builder);
  ASSERT_EQ(table->families.size(), 1u);
  EXPECT_TRUE(table->families[0]->blocks.empty());
  EXPECT_EQ(Lines(Change().Add(1, 1, "b").To(builder)), (std::vector<Line>{{"b", 1}}));
}

TEST(Table, FamiliesThatAChangeDoesNotTouchAreShared) {
  TableBuilder builder;
  const auto before = Change()
                          .AddFamily(1, Gauge("a"))
                          .AddFamily(2, Gauge("b"))
                          .Add(1, 1, "")
                          .Add(2, 2, "")
                          .To(builder);
  const auto after = Change().Drop(1, 1).To(builder);
  EXPECT_NE(after->families[0], before->families[0]);
  EXPECT_EQ(after->families[1], before->families[1]);
}

// A block over its size left a rest of one line, which took the next block with it, and so on: one
// new series cost all blocks behind it.
TEST(Table, ANewSeriesCostsOneBlockWhereverItComes) {
  for (const size_t at : {size_t{0}, size_t{1}, size_t{50'000}, size_t{99'998}, size_t{200'001}}) {
    TableBuilder builder;
    const auto before = Many(builder, 100'000, 2);
    const auto after = Change().Add(1, 100'001, Padded(at * 2 + 1)).To(builder);
    EXPECT_GE(SharedBlocks(before, after) + 1, before->families[0]->blocks.size()) << at;
    ExpectBounded(*after->families[0]);
  }
}

TEST(Table, ADroppedSeriesCostsOneBlock) {
  TableBuilder builder;
  const auto before = Many(builder, 100'000);
  const auto after = Change().Drop(1, 50'000).To(builder);
  EXPECT_EQ(SharedBlocks(before, after) + 1, before->families[0]->blocks.size());
  EXPECT_EQ(Lines(after).size(), 99'999u);
}

TEST(Table, AWholeBlockThatGoesLeavesItsNeighboursAlone) {
  TableBuilder builder;
  const auto before = Many(builder, 10'000);
  Change change;
  for (const auto& line : before->families[0]->blocks[3]->lines) change.Drop(1, line.slot);
  const auto after = change.To(builder);
  EXPECT_EQ(after->families[0]->blocks.size() + 1, before->families[0]->blocks.size());
  EXPECT_EQ(SharedBlocks(before, after), after->families[0]->blocks.size());
}

TEST(Table, ASmallRestIsGatheredWithTheNextBlockAndNoFurther) {
  TableBuilder builder;
  const auto before = Many(builder, 10'000);
  const auto& block = *before->families[0]->blocks[3];
  Change change;
  for (size_t i = 1; i < block.lines.size(); ++i) change.Drop(1, block.lines[i].slot);
  const auto after = change.To(builder);
  EXPECT_EQ(SharedBlocks(before, after) + 2, before->families[0]->blocks.size());
  ExpectBounded(*after->families[0]);
}

TEST(Table, LongLabelsMakeShortBlocks) {
  TableBuilder builder;
  Change change;
  change.AddFamily(1, Gauge("g", {"x"}));
  for (Slot i = 1; i <= 100; ++i)
    change.Add(1, i, std::to_string(1000 + i) + std::string(4000, 'x'));
  const auto table = change.To(builder);
  ExpectBounded(*table->families[0]);
  EXPECT_EQ(Lines(table).size(), 100u);
  EXPECT_LE(table->families[0]->blocks.size(), 13u);
}

TEST(Table, ALineLongerThanABlockStandsAlone) {
  TableBuilder builder;
  Change change;
  change.AddFamily(1, Gauge("g", {"x"}));
  const std::string huge(200'000, 'h');
  change.Add(1, 1, "a").Add(1, 2, huge).Add(1, 3, "z");
  const auto table = change.To(builder);
  ExpectBounded(*table->families[0]);
  EXPECT_EQ(Lines(table), (std::vector<Line>{{"a", 1}, {huge, 2}, {"z", 3}}));
}

}  // namespace
}  // namespace weir::series
