#include "expose/exposition.h"

#include <gtest/gtest.h>

#include <thread>

#include "inflated.h"
#include "pages.h"

namespace weir::expose {
namespace {

using series::Counter;
using series::Gauge;

// Weir's own part: one family, and what it was told.
class FakeOwn : public collect::OwnMetrics {
 public:
  explicit FakeOwn(Family family) : family_(std::move(family)) {}

  series::Snapshot Read(const collect::Reading& reading,
                        const std::vector<collect::Conflicts>& conflicts) override {
    EXPECT_EQ(conflicts.size(), reading.size());
    conflicts_ = conflicts;
    own_.recorded().Begin();
    return own_.Show(family_, {}, {static_cast<double>(++reads_)}).Commit();
  }

  const std::vector<collect::Conflicts>& conflicts() const { return conflicts_; }

 private:
  const Family family_;
  Collected own_;
  int reads_ = 0;
  std::vector<collect::Conflicts> conflicts_;
};

collect::View Viewed(Collected& collected) {
  collect::View view{};
  view.config = std::make_shared<config::Collector>();
  view.snapshot = collected.Commit();
  return view;
}

std::string Page(Exposition& exposition, const collect::Reading& reading,
                 Format format = Format::kText) {
  return Drain(*exposition.Page(reading, {format}, false));
}

TEST(Exposition, WeirsOwnFamiliesAreFirst) {
  FakeOwn own(Gauge("z_own"));
  Exposition exposition(own);
  Collected collected;
  collected.Show(Gauge("a"), {}, {7});
  const std::string page = Page(exposition, {Viewed(collected)});
  EXPECT_LT(page.find("z_own "), page.find("\na 7"));
}

TEST(Exposition, PageOfHasTheCollectorsAlone) {
  Collected collected;
  collected.Show(Gauge("a"), {}, {7});
  EXPECT_EQ(Drain(*Exposition::PageOf({Viewed(collected)}, {Format::kText}, false)),
            "# HELP a Help.\n# TYPE a gauge\na 7\n");
}

TEST(Exposition, ACollectorThatShowsNothingTakesNoPlace) {
  FakeOwn own(Gauge("own"));
  Exposition exposition(own);
  collect::View nothing{};
  Collected collected;
  collected.Show(Gauge("a"), {}, {7});
  const auto view = Viewed(collected);
  nothing.config = view.config;
  EXPECT_NE(Page(exposition, {nothing, view}).find("\na 7"), std::string::npos);
  EXPECT_EQ(own.conflicts().size(), 2u);
}

// The first page said nothing of a conflict with Weir's own families, the second did.
TEST(Exposition, TheFirstPageCountsConflictsWithWeirsOwnFamilies) {
  FakeOwn own(Gauge("process_open_fds"));
  Exposition exposition(own);
  Collected collected;
  collected.Show(Counter("process_open_fds"), {}, {7});
  const std::string page = Page(exposition, {Viewed(collected)});
  EXPECT_EQ(own.conflicts()[0].type, 1u);
  EXPECT_EQ(page.find(" 7\n"), std::string::npos);
}

TEST(Exposition, ConflictsGoWithTheCollectorThatMadeThem) {
  FakeOwn own(Gauge("own"));
  Exposition exposition(own);
  Collected first, second;
  first.Show(Gauge("g"), {}, {1});
  second.Show(Counter("g"), {}, {2});
  auto one = Viewed(first);
  const auto other = Viewed(second);
  Page(exposition, {one, other});
  EXPECT_EQ(own.conflicts()[1].type, 1u);
  one.snapshot = {};
  EXPECT_NE(Page(exposition, {one, other}).find("g 2\n"), std::string::npos);
  EXPECT_EQ(own.conflicts()[1].type, 0u);
}

TEST(Exposition, EachClashIsSaidOnce) {
  FakeOwn own(Gauge("own"));
  Exposition exposition(own);
  Collected first, second;
  first.Show(Gauge("g"), {}, {1});
  second.Show(Counter("g"), {}, {2});
  const collect::Reading reading = {Viewed(first), Viewed(second)};
  ::testing::internal::CaptureStderr();
  for (int scrape = 0; scrape < 3; ++scrape) Page(exposition, reading);
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("family=g"), std::string::npos);
  EXPECT_EQ(log.find("family=g"), log.rfind("family=g"));
}

TEST(Exposition, NewSeriesAreOnTheNextPage) {
  FakeOwn own(Gauge("own"));
  Exposition exposition(own);
  Collected collected;
  collected.Show(Gauge("g", {"x"}), {"1"}, {1});
  Page(exposition, {Viewed(collected)});
  collected.recorded().Begin();
  collected.Show(Gauge("g", {"x"}), {"2"}, {5}).Show(Gauge("new"), {}, {6});
  const std::string page = Page(exposition, {Viewed(collected)});
  EXPECT_NE(page.find("g{x=\"2\"} 5\n"), std::string::npos);
  EXPECT_NE(page.find("new 6\n"), std::string::npos);
  EXPECT_EQ(page.find("g{x=\"1\"}"), std::string::npos);
}

TEST(Exposition, ManyThreadsMayAskAtOnce) {
  FakeOwn own(Gauge("own"));
  Exposition exposition(own);
  Collected collected;
  for (int i = 0; i < 2000; ++i) collected.Show(Gauge("g", {"x"}), {std::to_string(i)}, {1.5});
  const collect::Reading reading = {Viewed(collected)};
  const std::string alone = Drain(*Exposition::PageOf(reading, {Format::kText}, false));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int scrape = 0; scrape < 10; ++scrape)
        EXPECT_TRUE(Page(exposition, reading).ends_with(alone));
    });
  }
  for (auto& thread : threads) thread.join();
}

TEST(Exposition, ThePageOutlivesTheExposition) {
  FakeOwn own(Gauge("own"));
  auto exposition = std::make_unique<Exposition>(own);
  Collected collected;
  collected.Show(Gauge("a"), {}, {7});
  auto reading = std::make_unique<collect::Reading>(collect::Reading{Viewed(collected)});
  const auto body = exposition->Page(*reading, {Format::kText}, false);
  exposition.reset();
  reading.reset();
  EXPECT_NE(Drain(*body).find("\na 7\n"), std::string::npos);
}

TEST(Exposition, GzipIsTheSamePage) {
  Collected collected;
  for (int i = 0; i < 20000; ++i) collected.Show(Gauge("g", {"x"}), {std::to_string(i)}, {i * 0.1});
  const auto view = Viewed(collected);
  const std::string plain = Drain(*Exposition::PageOf({view}, {Format::kOpenMetrics}, false));
  const std::string packed = Drain(*Exposition::PageOf({view}, {Format::kOpenMetrics}, true));
  EXPECT_TRUE(Gunzipped(packed) == plain);
}

// What is asked for once goes through a compressor, whose bytes are others.
TEST(Exposition, ThePageOfOneCollectorHasTemplatesToo) {
  FakeOwn own(Gauge("own"));
  Exposition exposition(own);
  Collected collected;
  for (int i = 0; i < 2000; ++i) collected.Show(Gauge("g", {"x"}), {std::to_string(i)}, {i * 0.1});
  const auto view = Viewed(collected);
  const auto scrape = [&] { return Drain(*exposition.PageOfOne(view, {Format::kText}, true)); };
  const std::string first = scrape(), second = scrape();
  EXPECT_NE(first, second);
  EXPECT_EQ(scrape(), second);
  const std::string plain = Drain(*exposition.PageOfOne(view, {Format::kText}, false));
  EXPECT_TRUE(Gunzipped(first) == plain);
  EXPECT_TRUE(Gunzipped(second) == plain);
}

TEST(Exposition, ThePageOfOneCollectorIsThatOfItsLatestTable) {
  FakeOwn own(Gauge("own"));
  Exposition exposition(own);
  Collected collected;
  for (int i = 0; i < 30; ++i) {
    collected.Show(Gauge("g", {"x"}), {std::to_string(i)}, {1});
    const auto view = Viewed(collected);
    for (const Format format : {Format::kText, Format::kOpenMetrics}) {
      EXPECT_EQ(Gunzipped(Drain(*exposition.PageOfOne(view, {format}, true))),
                Drain(*Exposition::PageOf({view}, {format}, false)));
    }
    collected.recorded().Begin();
  }
}

}  // namespace
}  // namespace weir::expose
