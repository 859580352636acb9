#include "page_check.h"

#include <gtest/gtest.h>

#include <array>
#include <charconv>

#include "protobuf_count.h"

namespace weir::bench {
namespace {

constexpr size_t kSeries = 150;  // in 100 families, half of which have two

std::string ValueText(size_t series, uint64_t generation, Change change = Change::kAll) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), ValueOf(change, series, generation));
  return std::string(text.data(), end.ptr);
}

// As the plugin shows it: where another series took a series' place, that is seen in its labels.
std::string PrefixOf(size_t series, uint64_t generation, Change change) {
  const Workload workload(kSeries);
  std::string prefix = workload.Prefix(series);
  const uint64_t reborn = LastTouched(series, generation);
  if (change != Change::kChurn || reborn == 0) return prefix;
  const size_t index = series - workload.FirstOf(workload.FamilyOf(series));
  const std::string label = Workload::LabelsOf(index).back();
  return prefix.replace(prefix.rfind(label), label.size(), Workload::RebornLabel(index, reborn));
}

std::string PageOf(uint64_t generation, Change change = Change::kAll) {
  const Workload workload(kSeries);
  std::string page = "# TYPE other gauge\nother 1\n";
  for (size_t family = 0; family < workload.families(); ++family) {
    const std::string name = Workload::NameOf(family);
    page += "# HELP " + name + " " + Workload::HelpOf(family) + "\n# TYPE " + name +
            (Workload::IsCounter(family) ? " counter\n" : " gauge\n");
    for (size_t i = workload.FirstOf(family); i < workload.FirstOf(family + 1); ++i) {
      page += PrefixOf(i, generation, change) + " " + ValueText(i, generation, change) + "\n";
    }
  }
  return page;
}

// The text with one place changed that has to be there.
std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(std::min(at, text.size()), from.size(), to);
}

std::string LineOf(size_t series, uint64_t generation) {
  return Workload(kSeries).Prefix(series) + " " + ValueText(series, generation) + "\n";
}

class PageCheckTest : public testing::Test {
 protected:
  PageCheck check_{Workload(kSeries), PageCheck::Values::kExact};
};

TEST_F(PageCheckTest, TakesPagesOfRisingGenerations) {
  EXPECT_TRUE(check_.Read(PageOf(1)));
  EXPECT_TRUE(check_.Read(PageOf(2)));
  EXPECT_TRUE(check_.Read(PageOf(7)));
}

TEST_F(PageCheckTest, RefusesThePageBefore) {
  ASSERT_TRUE(check_.Read(PageOf(3)));
  EXPECT_FALSE(check_.Read(PageOf(3)));
}

TEST_F(PageCheckTest, RefusesAMissingSeries) {
  EXPECT_FALSE(check_.Read(Replaced(PageOf(1), LineOf(77, 1), "")));
}

TEST_F(PageCheckTest, RefusesASeriesTwice) { EXPECT_FALSE(check_.Read(PageOf(1) + LineOf(77, 1))); }

TEST_F(PageCheckTest, RefusesAnUnknownSeries) {
  EXPECT_FALSE(check_.Read(PageOf(1) + "bench_flow_g001_total{cell=\"c999\"} 1.5\n"));
}

TEST_F(PageCheckTest, RefusesAValueWithoutItsLastDigit) {
  const std::string line = LineOf(77, 1);
  EXPECT_FALSE(check_.Read(Replaced(PageOf(1), line, line.substr(0, line.size() - 2) + "\n")));
}

TEST_F(PageCheckTest, RefusesAnotherType) {
  EXPECT_FALSE(check_.Read(Replaced(PageOf(1), "g003_total counter", "g003_total gauge")));
}

TEST_F(PageCheckTest, RefusesAMissingHelp) {
  EXPECT_FALSE(
      check_.Read(Replaced(PageOf(1), "# HELP bench_flow_g002 What flows through gate 2.\n", "")));
}

TEST_F(PageCheckTest, RefusesAnUnfinishedLine) {
  std::string page = PageOf(1);
  page.pop_back();
  EXPECT_FALSE(check_.Read(page));
}

TEST(PageLines, CountsTheWorkloadsSamplesAlone) {
  const PageLines lines = CountLines(PageOf(1));
  EXPECT_EQ(lines.samples, kSeries);
  EXPECT_EQ(lines.others, 2 * Workload(kSeries).families() + 2);
  EXPECT_TRUE(lines.whole);
}

TEST(ChangingPage, RefusesAValueThatStays) {
  PageCheck check(Workload(kSeries), PageCheck::Values::kChanging);
  ASSERT_TRUE(check.Read(PageOf(1)));
  EXPECT_FALSE(check.Read(Replaced(PageOf(2), LineOf(77, 2), LineOf(77, 1))));
}

class PageOfAChange : public testing::TestWithParam<Change> {};

TEST_P(PageOfAChange, IsTakenIfItSaysWhatWasPushed) {
  PageCheck check(Workload(kSeries), PageCheck::Values::kExact, GetParam());
  for (const uint64_t generation : {1u, 2u, 3u, 150u, 151u}) {
    const Result<void> right = check.Read(PageOf(generation, GetParam()));
    EXPECT_TRUE(right) << generation << ": " << right.error().message;
  }
}

TEST_P(PageOfAChange, IsRefusedWithAValueOfAnotherCollection) {
  PageCheck check(Workload(kSeries), PageCheck::Values::kExact, GetParam());
  const std::string line =
      PrefixOf(49, 151, GetParam()) + " " + ValueText(49, 151, GetParam()) + "\n";
  const std::string other = PrefixOf(49, 151, GetParam()) + " " + ValueText(49, 888) + "\n";
  EXPECT_FALSE(check.Read(Replaced(PageOf(151, GetParam()), line, other)));
}

INSTANTIATE_TEST_SUITE_P(All, PageOfAChange, testing::ValuesIn(kChanges));

TEST(PageOfSomeChanges, IsRefusedIfNothingChanged) {
  PageCheck check(Workload(kSeries), PageCheck::Values::kExact, Change::kSome);
  ASSERT_TRUE(check.Read(PageOf(5, Change::kSome)));
  EXPECT_FALSE(check.Read(PageOf(5, Change::kSome)));
}

TEST(PageOfChurn, IsRefusedIfTheSeriesBeforeIsStillThere) {
  PageCheck check(Workload(kSeries), PageCheck::Values::kExact, Change::kChurn);
  const std::string old = PrefixOf(3, 2, Change::kChurn) + " 1.5\n";
  EXPECT_FALSE(check.Read(PageOf(3, Change::kChurn) + old));
}

TEST(LastTouched, IsOneOfAHundredInEachCollection) {
  for (uint64_t generation = 1; generation < 300; ++generation) {
    size_t touched = 0;
    for (size_t series = 0; series < 1000; ++series)
      touched += LastTouched(series, generation) == generation;
    EXPECT_EQ(touched, 10u) << generation;
  }
  EXPECT_EQ(LastTouched(7, 7), 7u);
  EXPECT_EQ(LastTouched(7, 106), 7u);
  EXPECT_EQ(LastTouched(7, 6), 0u);
}

std::string Delimited(const std::string& bytes) {
  return std::string(1, static_cast<char>(bytes.size())) + bytes;
}

std::string MetricsOf(const std::string& name, int count) {
  std::string family = "\x0A" + Delimited(name) + "\x12" + Delimited("Help.") + "\x18\x01";
  for (int i = 0; i < count; ++i) family += "\x22" + Delimited("metric");
  return Delimited(family);
}

TEST(CountMetrics, CountsTheWorkloadsAlone) {
  EXPECT_EQ(CountMetrics(MetricsOf("other", 3) + MetricsOf("bench_flow_g001", 2) +
                         MetricsOf("bench_flow_g002", 4)),
            size_t{6});
  EXPECT_EQ(CountMetrics(""), size_t{0});
}

TEST(CountMetrics, RefusesAPageThatIsCutShort) {
  std::string page = MetricsOf("bench_flow_g001", 2);
  page.pop_back();
  EXPECT_FALSE(CountMetrics(page));
}

}  // namespace
}  // namespace weir::bench
