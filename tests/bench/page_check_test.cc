#include "page_check.h"

#include <gtest/gtest.h>

#include <array>
#include <charconv>

namespace weir::bench {
namespace {

constexpr size_t kSeries = 150;  // in 100 families, half of which have two

std::string ValueText(size_t series, uint64_t generation) {
  std::array<char, 32> text;
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), ValueOf(series, generation));
  return std::string(text.data(), end.ptr);
}

std::string PageOf(uint64_t generation) {
  const Workload workload(kSeries);
  std::string page = "# TYPE other gauge\nother 1\n";
  for (size_t family = 0; family < workload.families(); ++family) {
    const std::string name = Workload::NameOf(family);
    page += "# HELP " + name + " " + Workload::HelpOf(family) + "\n# TYPE " + name +
            (Workload::IsCounter(family) ? " counter\n" : " gauge\n");
    for (size_t i = workload.FirstOf(family); i < workload.FirstOf(family + 1); ++i) {
      page += workload.Prefix(i) + " " + ValueText(i, generation) + "\n";
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

}  // namespace
}  // namespace weir::bench
