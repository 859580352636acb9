#include "expose/layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "pages.h"
#include "strict_parser.h"

namespace weir::expose {
namespace {

using series::Bounded;
using series::Counter;
using series::Gauge;
using series::Histogram;
using series::Scalar;
using series::StateSet;
using series::Summary;
using series::Type;

// A collector that shows one series of each family, value 1 or as many as it has slots.
series::Snapshot Collect(const std::vector<Family>& families,
                         const std::vector<std::string_view>& labels = {}) {
  Collected collected;
  for (const auto& family : families) {
    const std::vector<double> values(series::SlotCount(family), 1);
    collected.Show(
        family,
        {labels.begin(), labels.begin() + static_cast<std::ptrdiff_t>(family.label_names.size())},
        values);
  }
  return collected.Commit();
}

Shown Of(const std::vector<series::Snapshot>& snapshots) {
  Shown shown;
  for (const auto& snapshot : snapshots) shown.Add(snapshot);
  return shown;
}

Family WithHelp(Family family, const std::string& help) {
  family.help = help;
  return family;
}

Family WithUnit(Family family, const std::string& unit) {
  family.unit = unit;
  return family;
}

TEST(Layout, FamiliesOfOneCollectorAreSortedAndCollectorsAreInOrder) {
  const auto shown = Of({Collect({Gauge("m"), Gauge("z")}), Collect({Gauge("a"), Gauge("n")})});
  const auto page = strict::ParseText(shown.Text(Format::kText));
  std::string order;
  for (const auto& family : page) order += family.name;
  EXPECT_EQ(order, "mzan");
}

TEST(Layout, ASharedFamilyStandsOnceWhereTheFirstHasIt) {
  const auto shown = Of({Collect({Gauge("b"), Gauge("g", {"x"})}, {"2"}),
                         Collect({Gauge("a"), Gauge("g", {"x"})}, {"1"})});
  EXPECT_EQ(shown.Text(Format::kText),
            "# HELP b Help.\n# TYPE b gauge\nb 1\n"
            "# HELP g Help.\n# TYPE g gauge\ng{x=\"2\"} 1\ng{x=\"1\"} 1\n"
            "# HELP a Help.\n# TYPE a gauge\na 1\n");
  EXPECT_EQ(MakeLayout(shown.tables)->conflicts[1].series, 0u);
}

TEST(Layout, TheFirstHelpIsShownAndTheOthersAreCounted) {
  const auto shown = Of({Collect({WithHelp(Gauge("g", {"x"}), "First.")}, {"1"}),
                         Collect({WithHelp(Gauge("g", {"x"}), "Second.")}, {"2"})});
  EXPECT_EQ(shown.Text(Format::kText),
            "# HELP g First.\n# TYPE g gauge\ng{x=\"1\"} 1\ng{x=\"2\"} 1\n");
  const auto layout = MakeLayout(shown.tables);
  EXPECT_EQ(layout->conflicts[0].help, 0u);
  EXPECT_EQ(layout->conflicts[1].help, 1u);
}

TEST(Layout, AFamilyOfAnotherTypeIsDroppedAndItsLinesAreCounted) {
  const auto shown = Of({Collect({Gauge("g")}), Collect({Histogram("g", {1, 2}), Gauge("h")})});
  EXPECT_EQ(shown.Text(Format::kText),
            "# HELP g Help.\n# TYPE g gauge\ng 1\n# HELP h Help.\n# TYPE h gauge\nh 1\n");
  const auto layout = MakeLayout(shown.tables);
  EXPECT_EQ(layout->conflicts[1].type, 5u);
}

TEST(Layout, AFamilyOfAnotherUnitIsDropped) {
  const auto shown =
      Of({Collect({WithUnit(Gauge("a_seconds"), "seconds")}), Collect({Gauge("a_seconds")})});
  EXPECT_EQ(MakeLayout(shown.tables)->conflicts[1].type, 1u);
}

TEST(Layout, AFamilyWithAnothersSampleNamesIsDropped) {
  EXPECT_EQ(MakeLayout(Of({Collect({Histogram("h")}), Collect({Gauge("h_count")})}).tables)
                ->conflicts[1]
                .type,
            1u);
  EXPECT_EQ(MakeLayout(Of({Collect({Gauge("h_count")}), Collect({Histogram("h")})}).tables)
                ->conflicts[1]
                .type,
            5u);
}

// "a.b" and "a_b" are one name on the page: it had two TYPE lines and the same series twice.
TEST(Layout, NamesThatAreWrittenAlikeAreInConflict) {
  const auto shown = Of({Collect({Gauge("a.b")}), Collect({Gauge("a_b")}),
                         Collect({Gauge("a-b_count")}), Collect({Summary("a_b", {})})});
  EXPECT_EQ(strict::ParseText(shown.Text(Format::kText)).size(), 2u);
  const auto layout = MakeLayout(shown.tables);
  EXPECT_EQ(layout->conflicts[1].type, 1u);
  EXPECT_EQ(layout->conflicts[2].type, 0u);
  EXPECT_EQ(layout->conflicts[3].type, 2u);
}

TEST(Layout, TheSameSeriesIsTheFirstCollectors) {
  Collected first, second;
  first.Show(Gauge("g", {"x"}), {"a"}, {1}).Show(Gauge("g", {"x"}), {"c"}, {1});
  second.Show(Gauge("g", {"x"}), {"a"}, {2})
      .Show(Gauge("g", {"x"}), {"b"}, {2})
      .Show(Gauge("g", {"x"}), {"c"}, {2});
  const auto shown = Of({first.Commit(), second.Commit()});
  EXPECT_EQ(shown.Text(Format::kText),
            "# HELP g Help.\n# TYPE g gauge\ng{x=\"a\"} 1\ng{x=\"c\"} 1\ng{x=\"b\"} 2\n");
  EXPECT_EQ(MakeLayout(shown.tables)->conflicts[1].series, 2u);
}

TEST(Layout, AThirdCollectorIsComparedWithBothBefore) {
  const auto of = [](std::string_view x) { return Collect({Gauge("g", {"x"})}, {x}); };
  const auto layout = MakeLayout(Of({of("a"), of("b"), of("a"), of("b"), of("c")}).tables);
  EXPECT_EQ(layout->conflicts[2].series, 1u);
  EXPECT_EQ(layout->conflicts[3].series, 1u);
  EXPECT_EQ(layout->conflicts[4].series, 0u);
}

// Labels in another order, or an empty one, are the same series.
TEST(Layout, SeriesAreComparedAsTheyAreWritten) {
  Collected first, second;
  first.Show(Gauge("g", {"x", "y"}), {"1", "2"}, {1});
  second.Show(Gauge("g", {"y", "x", "z"}), {"2", "1", ""}, {2});
  EXPECT_EQ(MakeLayout(Of({first.Commit(), second.Commit()}).tables)->conflicts[1].series, 1u);
}

TEST(Layout, SharesOfAHistogramMayHaveOtherBounds) {
  Collected first, second;
  first.Show(Histogram("h", {1}, {"x"}), {"a"}, {1, 2, 3});
  second.Show(Histogram("h", {5, 10}, {"x"}), {"b"}, {1, 2, 3, 4})
      .Show(Histogram("h", {5, 10}, {"x"}), {"a"}, {1, 2, 3, 4});
  const auto shown = Of({first.Commit(), second.Commit()});
  for (const Format format : {Format::kText, Format::kOpenMetrics}) {
    const auto page = format == Format::kText ? strict::ParseText(shown.Text(format))
                                              : strict::ParseOpenMetrics(shown.Text(format));
    ASSERT_EQ(page.size(), 1u);
    EXPECT_EQ(page[0].samples.size(), 4u + 5u);
  }
}

// OpenMetrics forbids the sum of a histogram with negative bounds, whoever brings them.
TEST(Layout, OneShareThatOpenMetricsCannotSayMakesAllUnknown) {
  Collected first, second;
  first.Show(Histogram("h", {1}, {"x"}), {"a"}, {1, 2, 3});
  second.Show(Histogram("h", {-1}, {"x"}), {"b"}, {1, 2, -3});
  const auto shown = Of({first.Commit(), second.Commit()});
  const auto page = strict::ParseOpenMetrics(shown.Text(Format::kOpenMetrics));
  ASSERT_EQ(page.size(), 3u);
  for (const auto& family : page) EXPECT_EQ(family.type, "unknown");
  EXPECT_EQ(strict::ParseText(shown.Text(Format::kText))[0].type, "histogram");
}

TEST(Layout, OpenMetricsNamesAreComparedAcrossCollectors) {
  const auto shown = Of({Collect({Counter("x_total")}), Collect({Gauge("x")}),
                         Collect({Scalar(Type::kInfo, "x_info")}), Collect({Gauge("y.z")}),
                         Collect({Counter("y_z_total")})});
  const auto page = strict::ParseOpenMetrics(shown.Text(Format::kOpenMetrics));
  ASSERT_EQ(page.size(), 5u);
  EXPECT_EQ(page[0].name, "x_total");
  EXPECT_EQ(page[0].type, "unknown");
  EXPECT_EQ(page[1].type, "gauge");
  EXPECT_EQ(page[2].name, "x_info");
  EXPECT_EQ(page[2].type, "unknown");
  EXPECT_EQ(page[4].type, "unknown");
}

TEST(Layout, WhoVanishesGivesItsPlaceToTheNext) {
  auto shown = Of({Collect({Gauge("g")}), Collect({Counter("g")})});
  shown.tables[0] = nullptr;
  shown.parts[0] = nullptr;
  EXPECT_EQ(shown.Text(Format::kText), "# HELP g Help.\n# TYPE g counter\ng 1\n");
  EXPECT_EQ(MakeLayout(shown.tables)->conflicts[1].type, 0u);
}

TEST(Layout, TextsOfFamiliesServeAgain) {
  const auto shown = Of({Collect({Gauge("g"), Histogram("h")}), Collect({Gauge("g")})});
  const auto first = MakeLayout(shown.tables);
  const auto second = MakeLayout(shown.tables, first.get());
  ASSERT_EQ(first->groups.size(), second->groups.size());
  for (size_t i = 0; i < first->groups.size(); ++i) {
    EXPECT_EQ(first->groups[i].shares[0].text, second->groups[i].shares[0].text);
  }
}

// A series of each family for each of these labels.
series::Snapshot ShowLabels(Collected& collector, const std::vector<Family>& families, size_t first,
                            size_t last) {
  for (size_t label = first; label <= last; ++label) {
    for (const Family& family : families)
      collector.Show(family, {std::to_string(label)}, std::vector(series::SlotCount(family), 1.0));
  }
  auto snapshot = collector.Commit();
  collector.recorded().Begin();
  return snapshot;
}

void ExpectSame(const std::shared_ptr<const Layout>& layout, const Shown& shown) {
  for (const Format format : {Format::kText, Format::kOpenMetrics}) {
    Page page(layout, shown.parts, format);
    ASSERT_EQ(Drain(page), shown.Text(format));
  }
  const auto fresh = MakeLayout(shown.tables);
  ASSERT_EQ(layout->clashes, fresh->clashes);
  ASSERT_EQ(layout->conflicts, fresh->conflicts);
}

// What the layout before serves for must not show: series come, collectors are left out, and each
// layout is the one that is made from nothing.
void ExpectLayoutsOfGrowingTables(const std::vector<std::vector<Family>>& of_parts) {
  std::vector<Collected> collectors(of_parts.size());
  Shown shown{Tables(of_parts.size()), Parts(of_parts.size())};
  std::shared_ptr<const Layout> layout;
  for (size_t round = 0; round < 4 * of_parts.size(); ++round) {
    const size_t part = round % of_parts.size();
    const auto snapshot = ShowLabels(collectors[part], of_parts[part], part, round);
    shown.tables[part] = snapshot.table;
    shown.parts[part] = snapshot.samples;
    layout = MakeLayout(shown.tables, layout.get());
    SCOPED_TRACE("round " + std::to_string(round));
    ExpectSame(layout, shown);
    Shown without = shown;
    without.tables[part] = nullptr;
    ExpectSame(MakeLayout(without.tables, layout.get()), without);
  }
}

TEST(Layout, NewSeriesOfTheSameFamiliesLeaveTheOthersDecisions) {
  ExpectLayoutsOfGrowingTables({{Gauge("b", {"x"}), Histogram("h", {1}, {"x"})},
                                {Counter("c", {"x"}), Gauge("a.b", {"x"})},
                                {Counter("n_total", {"x"}), Gauge("n_created", {"x"})}});
}

TEST(Layout, NewSeriesOfTheSameFamiliesHaveNothingDecidedAnew) {
  const std::vector<Family> families = {Gauge("a", {"x"}), Counter("c", {"x"})};
  Collected collected;
  const auto before = MakeLayout({ShowLabels(collected, families, 0, 1).table});
  const auto after = MakeLayout({ShowLabels(collected, families, 1, 2).table}, before.get());
  EXPECT_NE(before->tables, after->tables);
  EXPECT_EQ(before->texts, after->texts);
}

TEST(Layout, NewSeriesMayMeetThoseOfOthers) {
  ExpectLayoutsOfGrowingTables({{Gauge("b", {"x"}), Gauge("g", {"x"})},
                                {WithHelp(Gauge("g", {"x"}), "Other."), Counter("h", {"x"})},
                                {Histogram("h", {1}, {"x"}), Gauge("g", {"x"})}});
  ExpectLayoutsOfGrowingTables({{Gauge("g", {"x"})}, {Gauge("g", {"x"})}});
}

// Ten collectors that clash in all ways.
std::vector<series::Snapshot> Quarrel() {
  std::vector<series::Snapshot> snapshots;
  for (int i = 0; i < 10; ++i) {
    const std::string number = std::to_string(i % 4);
    snapshots.push_back(Collect(
        {WithHelp(Gauge("shared", {"x"}), "Of " + number + "."),
         i % 2 == 0 ? Gauge("type") : Counter("type"),
         Histogram("h", {static_cast<double>(i % 3 - 1)}, {"x"}),
         i % 3 == 0 ? Gauge("h_created") : Gauge("own_" + number),
         i % 5 == 0 ? StateSet("a.b") : Gauge("a_b"), i % 2 == 0 ? Counter("c_total") : Gauge("c")},
        {number}));
  }
  return snapshots;
}

TEST(Layout, AHundredOrdersOfArrivalMakeOnePage) {
  const auto snapshots = Quarrel();
  const auto all = Of(snapshots);
  const std::string text = all.Text(Format::kText), openmetrics = all.Text(Format::kOpenMetrics);
  EXPECT_NO_THROW(strict::ParseText(text)) << text;
  EXPECT_NO_THROW(strict::ParseOpenMetrics(openmetrics)) << openmetrics;
  std::mt19937 random(1);
  std::vector<size_t> order(snapshots.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (int round = 0; round < 100; ++round) {
    std::ranges::shuffle(order, random);
    Shown shown;
    shown.tables.resize(snapshots.size());
    shown.parts.resize(snapshots.size());
    std::shared_ptr<const Layout> layout;
    for (const size_t part : order) {
      shown.tables[part] = snapshots[part].table;
      shown.parts[part] = snapshots[part].samples;
      layout = MakeLayout(shown.tables, layout.get());
    }
    Page text_page(layout, shown.parts, Format::kText),
        other(layout, shown.parts, Format::kOpenMetrics);
    ASSERT_EQ(Drain(text_page), text);
    ASSERT_EQ(Drain(other), openmetrics);
  }
}

}  // namespace
}  // namespace weir::expose
