// A compressed page is the plain page, whatever was compressed before it.
#include "expose/gzip_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <set>
#include <thread>

#include "inflated.h"
#include "pages.h"
#include "random_pages.h"
#include "rounds.h"

namespace weir::expose {
namespace {

using series::Counter;
using series::Gauge;
using series::Histogram;

// What is scraped again and again.
class Scraped {
 public:
  std::shared_ptr<const Plan> PlanOf(const Shown& shown, Format format) {
    if (!layout_ || layout_->tables != shown.tables)
      layout_ = MakeLayout(shown.tables, layout_.get());
    return plans_.PlanOf(layout_, format);
  }
  std::string Compressed(const Shown& shown, Format format = Format::kText) {
    GzipPage page(PlanOf(shown, format), shown.parts);
    return Drain(page);
  }
  void ExpectRight(const Shown& shown, Format format = Format::kText) {
    EXPECT_EQ(Gunzipped(Compressed(shown, format)), shown.Text(format));
  }
  // Templates are made at the second scrape.
  void Warm(const Shown& shown, Format format = Format::kText) {
    for (int i = 0; i < 3; ++i) Compressed(shown, format);
  }

 private:
  Plans plans_;
  std::shared_ptr<const Layout> layout_;
};

Stretch::Counts CountsOf(const Plan& plan) {
  Stretch::Counts all;
  for (const auto& piece : plan.pieces) {
    if (!piece.stretch) continue;
    all.templates += piece.stretch->counts().templates;
    all.coded += piece.stretch->counts().coded;
    all.reused += piece.stretch->counts().reused;
  }
  return all;
}

// So many families of gauges with so many series each.
Collected Many(int families, int series) {
  Collected collected;
  for (int family = 0; family < families; ++family) {
    for (int i = 0; i < series; ++i) {
      collected.Show(Gauge("flow_" + std::to_string(family), {"cell", "host"}),
                     {"c" + std::to_string(i % 7), "h" + std::to_string(i)}, {i * 0.37});
    }
  }
  return collected;
}

// The same series with other values.
class Changing {
 public:
  explicit Changing(Shown shown) : shown_(std::move(shown)) {}

  const Shown& shown() const { return shown_; }

  // change: of a value in place; hide: whether it is absent.
  template <class Change, class Hide>
  void Apply(Change change, Hide hide) {
    for (auto& part : shown_.parts) {
      if (!part) continue;
      auto samples = std::make_shared<series::Samples>(*part);
      for (double& value : samples->values) change(value);
      for (uint8_t& shown : samples->shown) shown = shown != 0 && !hide();
      part = std::move(samples);
    }
  }
  template <class Change>
  void ChangeValues(Change change) {
    Apply(change, [] { return false; });
  }
  template <class Hide>
  void HideSome(Hide hide) {
    Apply([](double&) {}, hide);
  }

 private:
  Shown shown_;
};

double AnyValue(std::mt19937_64& random) {
  switch (random() % 8) {
    case 0:
      return std::numeric_limits<double>::quiet_NaN();
    case 1:
      return std::numeric_limits<double>::infinity() * (random() % 2 == 0 ? 1 : -1);
    case 2:
      return static_cast<double>(random() % 3);
    case 3:
      return static_cast<double>(random());
    case 4:
      return -std::ldexp(static_cast<double>(random()), -70);
    default:
      return std::bit_cast<double>(random());
  }
}

TEST(GzipPage, RandomPagesComeBackWhateverChanges) {
  std::mt19937_64 random(1);
  for (uint32_t seed = 0; seed < 40; ++seed) {
    Changing page(MakeRandomPage(seed, false).shown);
    Scraped scraped;
    for (int scrape = 0; scrape < 6; ++scrape) {
      for (const Format format : {Format::kText, Format::kOpenMetrics})
        scraped.ExpectRight(page.shown(), format);
      if (scrape >= 2) {
        page.ChangeValues([&](double& value) {
          if (random() % 3 > 0) value = AnyValue(random);
        });
      }
      if (scrape == 4) page.HideSome([&] { return random() % 20 == 0; });
    }
    if (HasFailure()) FAIL() << "seed " << seed;
  }
}

TEST(GzipPage, LargePagesComeBackWhateverChanges) {
  std::mt19937_64 random(2);
  Changing page(Shown().Add(Many(3, 2500).Commit()));
  Scraped scraped;
  for (int scrape = 0; scrape < 6; ++scrape) {
    scraped.ExpectRight(page.shown());
    page.ChangeValues([&](double& value) { value = AnyValue(random); });
  }
}

// Families of several sizes and types whose series come and go.
class Churning {
 public:
  explicit Churning(uint32_t seed) : random_(seed) {
    for (size_t family = 0; family < kFamilies; ++family) {
      for (uint64_t i = family % 4 == 0 ? 900 : 1 + Below(30); i > 0; --i) Add(family);
    }
    shown_.Add(collected_.Commit());
  }

  const Shown& shown() const { return shown_; }

  // Every series goes with that probability, and as many come.
  void Change(double share) {
    collected_.recorded().Begin();
    for (size_t family = 0; family < kFamilies; ++family) {
      auto& slots = slots_[family];
      const auto stay = [&](Slot) { return Chance() >= share; };
      const auto gone = std::partition(slots.begin(), slots.end(), stay);
      std::for_each(gone, slots.end(),
                    [&](Slot slot) { collected_.recorded().recorder().DropSeries(slot); });
      const auto count = slots.end() - gone + (Chance() < share ? 1 : 0);
      slots.erase(gone, slots.end());
      for (const Slot slot : slots) Show(family, slot);
      for (ptrdiff_t i = 0; i < count; ++i) Add(family);
    }
    shown_ = Shown().Add(collected_.Commit());
  }

 private:
  static constexpr size_t kFamilies = 12;

  uint64_t Below(uint64_t end) { return random_() % end; }
  double Chance() { return static_cast<double>(Below(1000)) / 1000; }

  static Family FamilyOf(size_t family) {
    const std::string name = "flow_" + std::to_string(family);
    return family % 3 == 1 ? Histogram(name, {1, 2}, {"cell", "host"})
                           : Gauge(name, {"cell", "host"});
  }

  void Show(size_t family, Slot slot) {
    const auto count = static_cast<double>(Below(1000));
    collected_.recorded().PushAll(slot, std::vector<double>(family % 3 == 1 ? 4 : 1, count));
  }

  void Add(size_t family) {
    const std::string host = std::to_string(Below(100'000)) + std::string(Below(9), 'h');
    const Slot slot =
        collected_.recorded().Add(FamilyOf(family), {"c" + std::to_string(Below(7)), host});
    if (std::ranges::find(slots_[family], slot) == slots_[family].end())
      slots_[family].push_back(slot);
    Show(family, slot);
  }

  std::mt19937_64 random_;
  Collected collected_;
  Shown shown_;
  std::array<std::vector<Slot>, kFamilies> slots_;
};

TEST(GzipPage, PagesComeBackWhateverComesAndGoes) {
  for (const double share : {0.005, 0.03, 0.3}) {
    for (int seed = 0; seed < Rounds(6); ++seed) {
      Churning churning(static_cast<uint32_t>(seed));
      Scraped scraped;
      for (int scrape = 0; scrape < 12; ++scrape) {
        if (scrape > 2) churning.Change(share);
        for (const Format format : {Format::kText, Format::kOpenMetrics})
          scraped.ExpectRight(churning.shown(), format);
        if (HasFailure()) FAIL() << "seed " << seed << ", share " << share;
      }
    }
  }
}

TEST(GzipPage, NothingIsAPageToo) {
  Scraped scraped;
  for (int i = 0; i < 3; ++i) {
    scraped.ExpectRight(Shown());
    scraped.ExpectRight(Shown(), Format::kOpenMetrics);
  }
}

TEST(GzipPage, TheEndStaysTheEnd) {
  Scraped scraped;
  const Shown shown = Shown().Add(Many(1, 3).Commit());
  GzipPage page(scraped.PlanOf(shown, Format::kText), shown.parts);
  Drain(page);
  Buffer more;
  EXPECT_FALSE(page.Next(more));
  EXPECT_EQ(more.size(), 0u);
}

TEST(GzipPage, WhatDidNotChangeIsNotCodedAgain) {
  const Shown shown = Shown().Add(Many(4, 800).Commit());
  Scraped scraped;
  scraped.Warm(shown);
  const auto plan = scraped.PlanOf(shown, Format::kText);
  const auto before = CountsOf(*plan);
  const std::string first = scraped.Compressed(shown);
  EXPECT_EQ(scraped.Compressed(shown), first);
  EXPECT_EQ(CountsOf(*plan).coded, before.coded);
  EXPECT_EQ(CountsOf(*plan).reused, before.reused + 2 * plan->pieces.size());
}

// A histogram's lines are the same in both formats, but for what one of them cannot carry.
TEST(GzipPage, AnExemplarIsShownWhereItCanBe) {
  Collected collected;
  for (int i = 0; i < 200; ++i)
    collected.Show(Histogram("h", {1}, {"l"}), {std::to_string(i)}, {1, 1, 1});
  Shown shown = Shown().Add(collected.Commit());
  auto samples = std::make_shared<series::Samples>(*shown.parts[0]);
  samples->exemplars.push_back({1, "trace=\"x\"", 1, 0});
  shown.parts[0] = samples;
  Scraped scraped;
  for (int i = 0; i < 3; ++i) {
    scraped.ExpectRight(shown, Format::kText);
    scraped.ExpectRight(shown, Format::kOpenMetrics);
  }
}

TEST(GzipPage, OneChangedValueIsOneStretchCodedAgain) {
  Changing page(Shown().Add(Many(4, 800).Commit()));
  Scraped scraped;
  scraped.Warm(page.shown());
  const auto plan = scraped.PlanOf(page.shown(), Format::kText);
  ASSERT_GT(plan->pieces.size(), 3u);
  const auto before = CountsOf(*plan);
  size_t value_number = 0;
  page.ChangeValues([&](double& value) {
    if (++value_number == 1000) value += 1;
  });
  scraped.ExpectRight(page.shown());
  EXPECT_EQ(CountsOf(*plan).coded, before.coded + 1);
}

TEST(GzipPage, ZeroWithAnotherSignAndNaNWithOtherBitsAreChanges) {
  Changing page(Shown().Add(Many(1, 50).Commit()));
  Scraped scraped;
  scraped.Warm(page.shown());
  page.ChangeValues([](double& value) { value = 0.0; });
  scraped.ExpectRight(page.shown());
  page.ChangeValues([](double& value) { value = -0.0; });
  scraped.ExpectRight(page.shown());
}

TEST(GzipPage, GrowingNumbersMoveWhatIsBehindThem) {
  Changing page(Shown().Add(Many(2, 300).Commit()));
  Scraped scraped;
  scraped.Warm(page.shown());
  double power = 1;
  for (int i = 0; i < 20; ++i, power *= -9.7) {
    page.ChangeValues([power, n = 0](double& value) mutable { value = ++n % 3 * power; });
    scraped.ExpectRight(page.shown());
  }
}

TEST(GzipPage, HistogramsHaveTemplatesToo) {
  Collected collected;
  for (int i = 0; i < 300; ++i) {
    collected.Show(Histogram("h", {1, 5, 10}, {"x"}), {std::to_string(i)},
                   {1, 2, 3, static_cast<double>(3 + i), 3.5});
  }
  const Shown shown = Shown().Add(collected.Commit());
  Scraped scraped;
  scraped.Warm(shown);
  scraped.ExpectRight(shown);
  const auto plan = scraped.PlanOf(shown, Format::kText);
  EXPECT_GT(CountsOf(*plan).reused, 0u);
}

TEST(GzipPage, SmallFamiliesAreCompressedTogether) {
  const Shown shown = Shown().Add(Many(100, 3).Commit());
  Scraped scraped;
  EXPECT_LE(scraped.PlanOf(shown, Format::kText)->pieces.size(), 3u);
  scraped.Warm(shown);
  scraped.ExpectRight(shown);
}

std::set<const Stretch*> StretchesOf(const Plan& plan) {
  std::set<const Stretch*> stretches;
  for (const auto& piece : plan.pieces) stretches.insert(piece.stretch.get());
  return stretches;
}

std::vector<const Stretch*> NewStretches(const Plan& before, const Plan& after) {
  const auto old = StretchesOf(before);
  std::vector<const Stretch*> added;
  for (const Stretch* stretch : StretchesOf(after)) {
    if (!old.contains(stretch)) added.push_back(stretch);
  }
  return added;
}

size_t CountNew(const Plan& before, const Plan& after) {
  return NewStretches(before, after).size();
}

TEST(GzipPage, TemplatesAreEditedWhenSeriesComeAndGo) {
  Churning churning(7);
  Scraped scraped;
  scraped.Warm(churning.shown());
  for (int scrape = 0; scrape < 5; ++scrape) {
    const auto before = scraped.PlanOf(churning.shown(), Format::kText);
    churning.Change(0.01);
    scraped.ExpectRight(churning.shown());
    const auto added = NewStretches(*before, *scraped.PlanOf(churning.shown(), Format::kText));
    ASSERT_FALSE(added.empty());
    for (const Stretch* stretch : added) {
      EXPECT_EQ(stretch->counts().coded, 1u);
      EXPECT_EQ(stretch->counts().templates, 0u);
    }
  }
}

TEST(GzipPage, ASeriesMoreOrLessIsOneNewStretch) {
  Collected collected = Many(3, 3000);
  Scraped scraped;
  const auto before = scraped.PlanOf(Shown().Add(collected.Commit()), Format::kText);
  ASSERT_GT(before->pieces.size(), 9u);
  collected.recorded().Begin();
  collected.Show(Gauge("flow_1", {"cell", "host"}), {"c3", "h1500x"}, {1});
  const auto more = scraped.PlanOf(Shown().Add(collected.Commit()), Format::kText);
  EXPECT_EQ(CountNew(*before, *more), 1u);
  collected.recorded().Begin();
  collected.recorded().recorder().DropSeries(1);
  const auto less = scraped.PlanOf(Shown().Add(collected.Commit()), Format::kText);
  EXPECT_LE(CountNew(*more, *less), 1u);
}

TEST(GzipPage, AFamilyMoreAmongManySmallOnesMovesFewStretches) {
  Collected collected = Many(2000, 1);
  Scraped scraped;
  const auto before = scraped.PlanOf(Shown().Add(collected.Commit()), Format::kText);
  ASSERT_GT(before->pieces.size(), 4u);
  collected.recorded().Begin();
  collected.Show(Gauge("a_new_one"), {}, {1});
  const auto after = scraped.PlanOf(Shown().Add(collected.Commit()), Format::kText);
  EXPECT_LE(CountNew(*before, *after), 2u);
}

TEST(GzipPage, TextAndOpenMetricsShareWhatIsTheSame) {
  const Shown shown = Shown().Add(Many(1, 5000).Commit());
  Scraped scraped;
  const auto text = scraped.PlanOf(shown, Format::kText);
  const auto openmetrics = scraped.PlanOf(shown, Format::kOpenMetrics);
  EXPECT_EQ(CountNew(*text, *openmetrics), 1u);  // the one with the header
}

TEST(Plans, LetGoOfALayoutThatNobodyAsksFor) {
  Plans plans;
  std::vector<std::weak_ptr<const Layout>> gone;
  for (int i = 0; i < 3; ++i) {
    const auto layout = MakeLayout(Shown().Add(Many(1, 5).Commit()).tables);
    plans.PlanOf(layout, Format::kText);
    gone.push_back(layout);
  }
  plans.PlanOf(MakeLayout({}), Format::kText);
  for (const auto& layout : gone) EXPECT_TRUE(layout.expired());
}

TEST(Plans, LetGoOfALayoutThatWasAskedForInTwoFormats) {
  Plans plans;
  std::vector<std::weak_ptr<const Layout>> gone;
  for (int i = 0; i < 3; ++i) {
    const auto layout = MakeLayout(Shown().Add(Many(1, 5).Commit()).tables);
    plans.PlanOf(layout, Format::kText);
    plans.PlanOf(layout, Format::kOpenMetrics);
    gone.push_back(layout);
  }
  plans.PlanOf(MakeLayout({}), Format::kText);
  for (const auto& layout : gone) EXPECT_TRUE(layout.expired());
}

TEST(Plans, AreKeptOfManyPagesThatAreAskedForInTurn) {
  Plans plans;
  std::vector<std::shared_ptr<const Layout>> layouts;
  std::vector<std::shared_ptr<const Plan>> first;
  for (int i = 0; i < 70; ++i) {
    layouts.push_back(MakeLayout(Shown().Add(Many(1, 5).Commit()).tables));
    first.push_back(plans.PlanOf(layouts.back(), Format::kText));
  }
  for (size_t i = 0; i < layouts.size(); ++i)
    EXPECT_EQ(plans.PlanOf(layouts[i], Format::kText), first[i]);
}

TEST(Plans, AreTheSameAsLongAsTheLayoutIs) {
  Plans plans;
  const auto layout = MakeLayout(Shown().Add(Many(1, 5).Commit()).tables);
  const auto text = plans.PlanOf(layout, Format::kText);
  const auto openmetrics = plans.PlanOf(layout, Format::kOpenMetrics);
  EXPECT_NE(text, openmetrics);
  EXPECT_EQ(plans.PlanOf(layout, Format::kText), text);
  EXPECT_EQ(plans.PlanOf(layout, Format::kOpenMetrics), openmetrics);
}

// Two scrapes at once of different collections, and one that repeats.
TEST(GzipPage, ScrapesAtOnceDoNotMixTheirValues) {
  Changing page(Shown().Add(Many(2, 400).Commit()));
  const Shown first = page.shown();
  page.ChangeValues([](double& value) { value *= 3.7; });
  const Shown second = page.shown();
  Scraped scraped;
  scraped.Warm(first);
  const auto plan = scraped.PlanOf(first, Format::kText);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, &shown = i % 2 == 0 ? first : second] {
      const std::string text = shown.Text(Format::kText);
      for (int scrape = 0; scrape < 8; ++scrape) {
        GzipPage body(plan, shown.parts);
        EXPECT_TRUE(Gunzipped(Drain(body)) == text);
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(GzipPage, EveryPieceIsShort) {
  const Shown shown = Shown().Add(Many(2, 4000).Commit());
  Scraped scraped;
  for (int i = 0; i < 3; ++i) {
    GzipPage page(scraped.PlanOf(shown, Format::kText), shown.parts);
    size_t longest = 0;
    ForEachPiece(page, [&](std::string_view piece) { longest = std::max(longest, piece.size()); });
    EXPECT_LT(longest, size_t{200} << 10);
  }
}

// Lines of which a template knows nothing.
TEST(GzipPage, SaysSinceWhenSeriesHaveBeenCounting) {
  series::Recorder::Options options;
  options.created_timestamps = true;
  Collected collected(options);
  for (int i = 0; i < 500; ++i)
    collected.Show(Counter("c_total", {"x"}), {std::to_string(i)}, {i * 0.5});
  const Slot first = 77;
  const int64_t created_ms = 1700000000125;
  collected.recorded().recorder().PushCreated(&first, &created_ms, 1);
  const Shown shown = Shown().Add(collected.Commit());
  EXPECT_NE(shown.Text(Format::kOpenMetrics).find("c_created{x=\"76\"} 1700000000.125\n"),
            std::string::npos);
  Scraped scraped;
  for (const Format format : {Format::kOpenMetrics, Format::kText}) {
    scraped.Warm(shown, format);
    scraped.ExpectRight(shown, format);
  }
}

}  // namespace
}  // namespace weir::expose
