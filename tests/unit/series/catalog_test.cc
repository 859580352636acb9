#include "series/catalog.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "families.h"

namespace weir::series {
namespace {

using Values = std::vector<std::string_view>;

class CatalogTest : public ::testing::Test {
 protected:
  FamilyId Family_(Family family) { return catalog_.AddFamily(std::move(family)).value().id; }
  Slot Series(FamilyId family, const Values& values = {}) {
    return catalog_.AddSeries(family, values).value().first;
  }

  Catalog catalog_{Limits{}, Author::kPlugin};
};

TEST_F(CatalogTest, NumbersCountFromOne) {
  EXPECT_EQ(Family_(Gauge("a")), 1u);
  EXPECT_EQ(Family_(Gauge("b")), 2u);
  EXPECT_EQ(Series(1), 1u);
  EXPECT_EQ(Series(2), 2u);
}

TEST_F(CatalogTest, ASeriesOwnsAsManySlotsAsItsTypeNeeds) {
  const FamilyId after = Family_(Gauge("after", {"n"}));
  const auto slots_of = [&](const Family& family) {
    const Slot first = Series(Family_(family));
    return Series(after, {family.name}) - first;
  };
  EXPECT_EQ(slots_of(Gauge("g")), 1u);
  EXPECT_EQ(slots_of(Histogram("h", {1, 2, 3})), 5u);
  EXPECT_EQ(slots_of(Histogram("h0", {})), 2u);
  EXPECT_EQ(slots_of(Bounded(Type::kGaugeHistogram, "gh", {1})), 3u);
  EXPECT_EQ(slots_of(Summary("s", {0.5, 0.9})), 4u);
  EXPECT_EQ(slots_of(StateSet("e", {"a", "b", "c"})), 3u);
}

TEST_F(CatalogTest, AnEqualFamilyHasTheNumberThatItHas) {
  const FamilyId id = Family_(Histogram("h", {1, 2}, {"x"}));
  const auto again = catalog_.AddFamily(Histogram("h", {1, 2}, {"x"}));
  EXPECT_EQ(again->id, id);
  EXPECT_FALSE(again->is_new);
}

TEST_F(CatalogTest, AFamilyOfTheSameNameThatDiffersIsAConflict) {
  Family_(Histogram("h", {1, 2}, {"x"}));
  Family other = Histogram("h", {1, 2}, {"x"});
  other.help = "Another.";
  for (const Family& family :
       {other, Histogram("h", {1, 3}, {"x"}), Histogram("h", {1, 2}, {"y"}), Gauge("h", {"x"})}) {
    const auto added = catalog_.AddFamily(family);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().status, WEIR_E_INVALID);
    EXPECT_EQ(added.error().reason, Refused::kConflict);
  }
}

TEST_F(CatalogTest, ASeriesAddedAgainHasTheSlotThatItHas) {
  const FamilyId id = Family_(Gauge("g", {"x", "y"}));
  const Slot first = Series(id, {"a", "b"});
  const auto again = catalog_.AddSeries(id, Values{"a", "b"});
  EXPECT_EQ(again->first, first);
  EXPECT_FALSE(again->is_new);
  EXPECT_NE(Series(id, {"b", "a"}), first);
}

TEST_F(CatalogTest, ValuesThatOnlyJoinedAreTheSameAreOtherSeries) {
  const FamilyId id = Family_(Gauge("g", {"x", "y"}));
  EXPECT_NE(Series(id, {"ab", "c"}), Series(id, {"a", "bc"}));
  EXPECT_NE(Series(id, {"abc", ""}), Series(id, {"", "abc"}));
  EXPECT_NE(Series(id, {std::string_view("a\0", 2), "b"}),
            Series(id, {"a", std::string_view("\0b", 2)}));
}

TEST_F(CatalogTest, TheSameLabelsInTwoFamiliesAreTwoSeries) {
  EXPECT_NE(Series(Family_(Gauge("a", {"x"})), {"1"}), Series(Family_(Gauge("b", {"x"})), {"1"}));
}

TEST_F(CatalogTest, UnknownFamiliesAreRefused) {
  for (const FamilyId id : {0u, 1u, 7u, 0xFFFFFFFFu}) {
    const auto added = catalog_.AddSeries(id, Values{});
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().status, WEIR_E_INVALID);
    EXPECT_EQ(added.error().reason, Refused::kInvalid);
  }
}

TEST_F(CatalogTest, AWrongNumberOfValuesIsRefused) {
  const FamilyId id = Family_(Gauge("g", {"x", "y"}));
  for (const Values& values : {Values{}, Values{"a"}, Values{"a", "b", "c"}}) {
    EXPECT_EQ(catalog_.AddSeries(id, values).error().status, WEIR_E_INVALID);
  }
}

TEST_F(CatalogTest, ValuesThatAreNotUtf8AreRefused) {
  const FamilyId id = Family_(Gauge("g", {"x"}));
  EXPECT_EQ(catalog_.AddSeries(id, Values{"\xFF"}).error().reason, Refused::kUtf8);
  EXPECT_EQ(Series(id, {"ok"}), 1u);  // the refused one took no slot
}

// A length of nearly 2^64 was hashed before it was looked at.
TEST_F(CatalogTest, AValueWithAWildLengthIsRefusedUnread) {
  const FamilyId id = Family_(Gauge("g", {"x"}));
  const auto added = catalog_.AddSeries(id, Values{std::string_view("a", SIZE_MAX / 2)});
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().status, WEIR_E_LIMIT);
}

TEST_F(CatalogTest, NoRefusalTakesANumber) {
  EXPECT_FALSE(catalog_.AddFamily(Gauge("")));
  EXPECT_FALSE(catalog_.AddFamily(Gauge("weir_x")));
  EXPECT_EQ(Family_(Gauge("a")), 1u);
}

TEST_F(CatalogTest, NamesThatOnlyBeginAlikeDoNotClash) {
  Family_(Gauge("x"));
  Family_(Counter("x_total"));
  Family_(Gauge("x_created"));
  Family_(Histogram("x_seconds"));
  Family_(Gauge("x_seconds_max"));
  Family_(Summary("y"));
  Family_(Gauge("y_bucket"));  // a summary has no buckets
}

// ---- Limits ---------------------------------------------------------------------------------

TEST(CatalogLimits, CountTheLinesThatPrometheusStores) {
  Catalog catalog(Limits{.series = 10}, Author::kPlugin);
  const FamilyId histogram = catalog.AddFamily(Histogram("h", {1, 2}, {"x"}))->id;  // 5 lines each
  EXPECT_TRUE(catalog.AddSeries(histogram, Values{"a"}));
  EXPECT_TRUE(catalog.AddSeries(histogram, Values{"b"}));
  EXPECT_EQ(catalog.lines(), 10u);
  const FamilyId gauge = catalog.AddFamily(Gauge("g"))->id;
  const auto over = catalog.AddSeries(gauge, Values{});
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().status, WEIR_E_LIMIT);
  EXPECT_EQ(over.error().reason, Refused::kLimit);
}

TEST(CatalogLimits, WhatIsKnownIsFoundAtTheLimit) {
  Catalog catalog(Limits{.series = 1}, Author::kPlugin);
  const FamilyId id = catalog.AddFamily(Gauge("g", {"x"}))->id;
  const Slot first = catalog.AddSeries(id, Values{"a"})->first;
  EXPECT_FALSE(catalog.AddSeries(id, Values{"b"}));
  EXPECT_EQ(catalog.AddSeries(id, Values{"a"})->first, first);
}

TEST(CatalogLimits, ADroppedSeriesMakesRoomAtOnce) {
  Catalog catalog(Limits{.series = 1}, Author::kPlugin);
  const FamilyId id = catalog.AddFamily(Gauge("g", {"x"}))->id;
  const Slot first = catalog.AddSeries(id, Values{"a"})->first;
  catalog.Commit();
  EXPECT_TRUE(catalog.DropSeries(first));
  EXPECT_TRUE(catalog.AddSeries(id, Values{"b"}));
  catalog.Rollback();
  EXPECT_EQ(catalog.lines(), 1u);
  EXPECT_EQ(catalog.AddSeries(id, Values{"a"})->first, first);
}

TEST(CatalogLimits, BoundTheFamiliesToo) {
  Catalog catalog(Limits{.series = 2}, Author::kPlugin);
  EXPECT_TRUE(catalog.AddFamily(Gauge("a")));
  EXPECT_TRUE(catalog.AddFamily(Gauge("b")));
  EXPECT_EQ(catalog.AddFamily(Gauge("c")).error().status, WEIR_E_LIMIT);
  EXPECT_TRUE(catalog.AddFamily(Gauge("a")));
}

TEST(CatalogLimits, BoundTheFamiliesByASeriesOfEach) {
  Catalog catalog(Limits{.series = 8}, Author::kPlugin);
  EXPECT_TRUE(catalog.AddFamily(Histogram("a", {1, 2})));  // 5 lines
  EXPECT_EQ(catalog.AddFamily(Histogram("b", {1, 2})).error().status, WEIR_E_LIMIT);
  EXPECT_TRUE(catalog.AddFamily(Gauge("c")));
  catalog.Rollback();
  EXPECT_TRUE(catalog.AddFamily(Histogram("b", {1, 2})));
}

// A transaction that adds and drops again and again takes new slots each time.
TEST(CatalogLimits, BoundTheSlotsOfOneTransaction) {
  Catalog catalog(Limits{.series = 1000}, Author::kPlugin);
  const FamilyId id = catalog.AddFamily(Histogram("h", Bounds{1, 2, 3, 4, 5, 6}))->id;
  size_t added = 0;
  while (added < 10'000) {
    const auto series = catalog.AddSeries(id, Values{});
    if (!series) break;
    catalog.DropSeries(series->first);
    ++added;
  }
  EXPECT_GT(added, 1000u);  // each of 8 slots
  EXPECT_LT(added, 1100u);
  EXPECT_EQ(catalog.AddSeries(id, Values{}).error().status, WEIR_E_LIMIT);
  catalog.Commit();
  EXPECT_TRUE(catalog.AddSeries(id, Values{}));
}

// Until the end of the transaction also that of series which it has dropped.
TEST(CatalogLimits, BoundAllTextTogether) {
  Catalog catalog(Limits{.series = 1024}, Author::kPlugin);  // 2 MiB
  const FamilyId id = catalog.AddFamily(Gauge("g", {"x"}))->id;
  catalog.Commit();
  const std::string padding(4092, 'x');
  const auto fill = [&] {
    size_t i = 0;
    for (; i < 1000; ++i) {
      const auto added = catalog.AddSeries(id, Values{padding + std::to_string(1000 + i)});
      if (!added) break;
      if (i % 2 == 1) catalog.DropSeries(added->first);
    }
    return i;
  };
  EXPECT_EQ(fill(), 511u);  // and the family's own name and help
  catalog.Rollback();
  EXPECT_EQ(fill(), 511u);
  catalog.Commit();
  EXPECT_EQ(fill(), 511u);
}

// ---- Transactions ---------------------------------------------------------------------------

TEST_F(CatalogTest, DroppedSlotsComeBackInTheNextTransactionOnly) {
  const FamilyId id = Family_(Gauge("g", {"x"}));
  const Slot first = Series(id, {"a"});
  catalog_.Commit();
  EXPECT_TRUE(catalog_.DropSeries(first));
  EXPECT_NE(Series(id, {"b"}), first);
  EXPECT_NE(Series(id, {"a"}), first);
  catalog_.Commit();
  EXPECT_EQ(Series(id, {"c"}), first);
}

TEST_F(CatalogTest, FreedSlotsServeSeriesOfTheSameSize) {
  const FamilyId wide = Family_(Histogram("h", {1, 2}, {"x"}));
  const FamilyId other = Family_(StateSet("s", {"a", "b", "c", "d"}, {"x"}));
  const Slot first = Series(wide, {"a"});
  catalog_.Commit();
  catalog_.DropSeries(first);
  catalog_.Commit();
  EXPECT_EQ(Series(other, {"a"}), first);
  EXPECT_EQ(catalog_.FamilyOf(first), other);
  EXPECT_EQ(catalog_.kinds()[first], SlotKind::kFirst);
  EXPECT_EQ(catalog_.kinds()[first + 3], SlotKind::kFollowing);
}

TEST_F(CatalogTest, DroppingWhatIsNoSeriesSaysSo) {
  const FamilyId id = Family_(Histogram("h"));
  const Slot first = Series(id);
  for (const Slot slot : {Slot{0}, first + 1, first + 4, Slot{100}, Slot{0xFFFFFFFF}}) {
    EXPECT_FALSE(catalog_.DropSeries(slot)) << slot;
  }
  EXPECT_TRUE(catalog_.DropSeries(first));
  EXPECT_FALSE(catalog_.DropSeries(first));
}

TEST_F(CatalogTest, RollbackTakesBackFamiliesAndSeries) {
  const FamilyId kept = Family_(Gauge("kept", {"x"}));
  catalog_.Commit();
  const FamilyId gone = Family_(Gauge("gone"));
  Series(gone);
  Series(kept, {"a"});
  catalog_.Rollback();
  EXPECT_EQ(catalog_.FindFamily(gone), nullptr);
  EXPECT_EQ(catalog_.lines(), 0u);
  EXPECT_TRUE(catalog_.AddSeries(kept, Values{"a"})->is_new);
  EXPECT_EQ(Family_(Counter("gone")), gone);  // the number is free, and so is the name
}

TEST_F(CatalogTest, RollbackBringsBackWhatWasDropped) {
  const FamilyId id = Family_(Histogram("h", {1, 2}, {"x"}));
  const Slot a = Series(id, {"a"}), b = Series(id, {"b"});
  catalog_.Commit();
  catalog_.DropSeries(a);
  catalog_.DropSeries(b);
  catalog_.Rollback();
  EXPECT_EQ(Series(id, {"a"}), a);
  EXPECT_EQ(Series(id, {"b"}), b);
  EXPECT_EQ(catalog_.lines(), 10u);
}

TEST_F(CatalogTest, RollbackOfAddThenDropLeavesNothing) {
  const FamilyId id = Family_(Gauge("g", {"x"}));
  catalog_.Commit();
  catalog_.DropSeries(Series(id, {"a"}));
  catalog_.Rollback();
  EXPECT_EQ(catalog_.lines(), 0u);
  EXPECT_TRUE(catalog_.AddSeries(id, Values{"a"})->is_new);
}

TEST_F(CatalogTest, RollbackOfDropThenAddLeavesTheFirst) {
  const FamilyId id = Family_(Gauge("g", {"x"}));
  const Slot first = Series(id, {"a"});
  catalog_.Commit();
  catalog_.DropSeries(first);
  const Slot second = Series(id, {"a"});
  EXPECT_NE(second, first);
  catalog_.Rollback();
  EXPECT_EQ(Series(id, {"a"}), first);
  EXPECT_EQ(catalog_.kinds().size(), second);
}

TEST_F(CatalogTest, CommitOfDropThenAddThenDropLeavesNothing) {
  const FamilyId id = Family_(Gauge("g", {"x"}));
  const Slot first = Series(id, {"a"});
  catalog_.Commit();
  catalog_.DropSeries(first);
  catalog_.DropSeries(Series(id, {"a"}));
  catalog_.Commit();
  EXPECT_EQ(catalog_.lines(), 0u);
  EXPECT_TRUE(catalog_.AddSeries(id, Values{"a"})->is_new);
}

TEST_F(CatalogTest, ManyRollbacksDoNotUseUpNumbers) {
  const FamilyId id = Family_(Gauge("g", {"x"}));
  catalog_.Commit();
  for (int i = 0; i < 1000; ++i) {
    Series(id, {std::to_string(i)});
    catalog_.Rollback();
  }
  EXPECT_EQ(catalog_.kinds().size(), 1u);
}

TEST_F(CatalogTest, RollbackGivesBackWhatManySeriesTook) {
  const FamilyId id = Family_(Gauge("g", {"x"}));
  const Slot kept = Series(id, {"kept"});
  catalog_.Commit();
  for (int i = 0; i < 20000; ++i) Series(id, {std::to_string(i)});
  catalog_.DropSeries(kept);
  catalog_.Rollback();
  EXPECT_EQ(catalog_.kinds().size(), 2u);
  EXPECT_LE(catalog_.kinds().capacity(), 2048u);
  EXPECT_EQ(Series(id, {"kept"}), kept);
  for (int i = 0; i < 20000; ++i)
    EXPECT_EQ(Series(id, {std::to_string(i)}), static_cast<Slot>(i) + 2);
}

}  // namespace
}  // namespace weir::series
