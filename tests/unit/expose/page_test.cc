#include "expose/page.h"

#include <gtest/gtest.h>

#include <string>

#include "pages.h"
#include "strict_parser.h"

namespace weir::expose {
namespace {

using series::Counter;
using series::Gauge;
using series::Histogram;

TEST(Page, OfNothingIsEmptyInTextAndTheEndInOpenMetrics) {
  EXPECT_EQ(Shown().Text(Format::kText), "");
  EXPECT_EQ(Shown().Text(Format::kOpenMetrics), "# EOF\n");
}

TEST(Page, FamiliesWithoutShownSamplesHaveNoMetadata) {
  Collected collected;
  collected.Define(Gauge("defined"));
  collected.recorded().Add(Gauge("added", {"x"}), {"1"});  // never pushed
  collected.Show(Counter("bad"), {}, {-1})
      .Show(Histogram("half"), {}, {1, 2})
      .Show(Gauge("shown"), {}, {1});
  const Shown shown = Shown().Add(collected.Commit());
  EXPECT_EQ(shown.Text(Format::kText), "# HELP shown Help.\n# TYPE shown gauge\nshown 1\n");
  EXPECT_EQ(shown.Text(Format::kOpenMetrics),
            "# TYPE shown gauge\n# HELP shown Help.\nshown 1\n# EOF\n");
}

TEST(Page, MetadataStandOnceBeforeTheFirstShownSeries) {
  Collected collected;
  for (int i = 0; i < 3000; ++i) {
    const std::string number = std::to_string(100000 + i);
    const Slot slot = collected.recorded().Add(Gauge("g", {"x"}), {number});
    if (i >= 2500) collected.recorded().Push(slot, i);  // the first blocks show nothing
  }
  const std::string page = TextOf(collected, Format::kText);
  EXPECT_TRUE(page.starts_with("# HELP g Help.\n# TYPE g gauge\ng{x=\"102500\"} 2500\n"))
      << page.substr(0, 100);
  EXPECT_EQ(page.find("# TYPE", 20), std::string::npos);
}

// After the samples of each series, in seconds; text has no word for it.
TEST(Page, SaysInOpenMetricsSinceWhenSeriesHaveBeenCounting) {
  series::Recorder::Options options;
  options.created_timestamps = true;
  Collected collected(options);
  collected.Show(Counter("c_total", {"x"}), {"1"}, {5}).Show(Counter("c_total", {"x"}), {"2"}, {6});
  collected.Show(Counter("plain"), {}, {7}).Show(Histogram("h", {}), {}, {2, 3});
  const Slot firsts[] = {2, 3, 4};
  const int64_t created_ms[] = {1700000000125, 1, 2000};
  collected.recorded().recorder().PushCreated(firsts, created_ms, 3);
  const Shown shown = Shown().Add(collected.Commit());
  EXPECT_EQ(shown.Text(Format::kOpenMetrics),
            "# TYPE c counter\n# HELP c Help.\nc_total{x=\"1\"} 5\nc_total{x=\"2\"} 6\n"
            "c_created{x=\"2\"} 1700000000.125\n"
            "# TYPE h histogram\n# HELP h Help.\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n"
            "h_created 2\n"
            "# TYPE plain unknown\n# HELP plain Help.\nplain 7\n# EOF\n");
  EXPECT_EQ(shown.Text(Format::kText).find("_created"), std::string::npos);
}

// A metric's samples have timestamps all or none.
TEST(Page, SaysItAsOfTheTimeOfTheSeries) {
  series::Recorder::Options options;
  options.created_timestamps = options.honor_timestamps = true;
  Collected collected(options);
  collected.Show(Counter("c_total"), {}, {5});
  const Slot slot = 1;
  const double value = 5;
  const int64_t created_ms = 2000, at_ms = 1700000000125;
  collected.recorded().recorder().Push(&slot, &value, &at_ms, 1);
  collected.recorded().recorder().PushCreated(&slot, &created_ms, 1);
  const std::string page = Shown().Add(collected.Commit()).Text(Format::kOpenMetrics);
  EXPECT_NO_THROW(strict::ParseOpenMetrics(page)) << page;
  EXPECT_NE(page.find("c_total 5 1700000000.125\nc_created 2 1700000000.125\n"), std::string::npos)
      << page;
}

TEST(Page, APartWithoutSamplesShowsNothing) {
  Collected collected;
  collected.Show(Gauge("g"), {}, {1});
  Shown shown = Shown().Add(collected.Commit());
  shown.parts[0] = nullptr;
  EXPECT_EQ(shown.Text(Format::kText), "");
}

// A layout is made from definitions, and samples of before a definition are shorter than its slots.
TEST(Page, SamplesMayBeOlderThanTheTable) {
  Collected collected;
  collected.Show(Gauge("a"), {}, {1});
  const auto before = collected.Commit();
  collected.recorded().Begin();
  collected.Show(Gauge("b"), {}, {2}).Show(Histogram("c"), {}, {1, 2, 3, 4});
  Shown shown;
  shown.tables = {collected.Commit().table};
  shown.parts = {before.samples};
  EXPECT_EQ(shown.Text(Format::kText), "# HELP a Help.\n# TYPE a gauge\na 1\n");
}

std::string ExpectedLine(int i) {
  return "g{x=\"" + std::to_string(1000000 + i) + "\"} " + std::to_string(i) + "\n";
}

TEST(Page, PiecesJoinedAreThePage) {
  constexpr int kSeries = 20000;
  Collected collected;
  std::string expected = "# HELP g Help.\n# TYPE g gauge\n";
  for (int i = 0; i < kSeries; ++i) {
    collected.Show(Gauge("g", {"x"}), {std::to_string(1000000 + i)}, {static_cast<double>(i)});
    expected += ExpectedLine(i);
  }
  const auto snapshot = collected.Commit();
  Page page(MakeLayout({snapshot.table}), {snapshot.samples}, Format::kText);
  std::string joined;
  size_t pieces = 0, longest = 0;
  ForEachPiece(page, [&](std::string_view piece) {
    joined += piece;
    longest = std::max(longest, piece.size());
    ++pieces;
  });
  EXPECT_TRUE(joined == expected);
  EXPECT_GT(pieces, 4u);
  EXPECT_LT(longest, 256u * 1024);
  Buffer more;
  EXPECT_FALSE(page.Next(more));
  EXPECT_EQ(more.size(), 0u);
}

TEST(Page, StaysWhatItWasWhileCollectionsGoOn) {
  Collected collected;
  for (int i = 0; i < 5000; ++i)
    collected.Show(Gauge("g", {"x"}), {std::to_string(10000 + i)}, {1});
  const auto snapshot = collected.Commit();
  const std::string whole = Shown().Add(snapshot).Text(Format::kText);
  auto page =
      std::make_unique<Page>(MakeLayout({snapshot.table}), Parts{snapshot.samples}, Format::kText);
  Buffer first;
  EXPECT_TRUE(page->Next(first));
  std::string joined(first.view());
  for (int turn = 0; turn < 4; ++turn) {
    collected.recorded().Begin();
    for (int i = 0; i < 5000; ++i)
      collected.Show(Gauge("g", {"x"}), {std::to_string(20000 + i)}, {2});
    collected.Commit();
  }
  ForEachPiece(*page, [&](std::string_view piece) { joined += piece; });
  EXPECT_TRUE(joined == whole);
}

// The path for plain gauges wrote the first bucket where the sum and the count of a gauge histogram
// stand as gauges of their own.
TEST(Page, PartsOfATypeThatTheFormatLacksHaveTheirOwnValues) {
  Collected collected;
  collected.Show(series::Bounded(series::Type::kGaugeHistogram, "g", {1}), {}, {10, 20, 30})
      .Show(Histogram("n", {-1}), {}, {40, 50, -60});
  const Shown shown = Shown().Add(collected.Commit());
  const std::string text = shown.Text(Format::kText),
                    openmetrics = shown.Text(Format::kOpenMetrics);
  for (const char* line : {"\ng_bucket{le=\"1.0\"} 10\n", "\ng_bucket{le=\"+Inf\"} 20\n",
                           "\ng_gsum 30\n", "\ng_gcount 20\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
  for (const char* line : {"\nn_bucket{le=\"-1.0\"} 40\n", "\nn_bucket{le=\"+Inf\"} 50\n",
                           "\nn_sum -60\n", "\nn_count 50\n"}) {
    EXPECT_NE(openmetrics.find(line), std::string::npos) << line;
  }
}

// One path writes plain gauges, another all else: both must say the same.
TEST(Page, TheFastPathWritesWhatTheOtherWrites) {
  Collected plain, careful;
  for (int i = 0; i < 2000; ++i) {
    const std::string number = std::to_string(i);
    for (Collected* collected : {&plain, &careful}) {
      const Slot slot =
          collected->recorded().Add(Gauge("g", {"x", "y"}), {number, i % 3 == 0 ? "" : "y"});
      if (i % 7 != 0) collected->recorded().Push(slot, i * 0.37 - 100);
    }
  }
  const std::string_view name = "n", value = "v";
  const Slot counter =
      careful.recorded().Add(Counter("z_total"));  // not shown, but there is an exemplar
  careful.recorded().recorder().AddExemplar(counter, 1, 1, {&name, 1}, {&value, 1});
  for (const Format format : {Format::kText, Format::kOpenMetrics}) {
    Collected* pair[] = {&plain, &careful};
    std::string pages[2];
    for (int i = 0; i < 2; ++i) {
      pages[i] = TextOf(*pair[i], format);
      pair[i]->recorded().Begin();
      if (format == Format::kText) continue;
    }
    EXPECT_EQ(pages[0], pages[1]);
    if (format == Format::kText) {
      for (Collected* collected : pair) {
        for (int i = 0; i < 2000; ++i) {
          collected->Show(Gauge("g", {"x", "y"}), {std::to_string(i), i % 3 == 0 ? "" : "y"},
                          {i * 1.5});
        }
      }
      careful.recorded().recorder().AddExemplar(counter, 1, 1, {&name, 1}, {&value, 1});
    }
  }
}

}  // namespace
}  // namespace weir::expose
