#include "series/label_text.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "families.h"

namespace weir::series {
namespace {

std::string Text(const Family& family, const ExtraLabels& extra,
                 const std::vector<std::string_view>& values) {
  std::string out = "before,";
  LabelWriter(family, extra).Append(out, values);
  EXPECT_EQ(out.compare(0, 7, "before,"), 0);
  return out.substr(7);
}

TEST(LabelWriter, SortsByName) {
  EXPECT_EQ(Text(Gauge("g", {"z", "a", "m"}), {}, {"1", "2", "3"}), R"(a="2",m="3",z="1")");
}

TEST(LabelWriter, ExtraLabelsStandAmongTheOthers) {
  EXPECT_EQ(Text(Gauge("g", {"z", "a"}), {{"m", "x"}, {"zz", "y"}}, {"1", "2"}),
            R"(a="2",m="x",z="1",zz="y")");
}

TEST(LabelWriter, AnEmptyValueIsNoLabel) {
  EXPECT_EQ(Text(Gauge("g", {"a", "b", "c"}), {}, {"", "1", ""}), R"(b="1")");
  EXPECT_EQ(Text(Gauge("g", {"a"}), {}, {""}), "");
  EXPECT_EQ(Text(Gauge("g", {"a"}), {{"e", ""}}, {"1"}), R"(a="1")");
  EXPECT_EQ(Text(Gauge("g"), {}, {}), "");
}

TEST(LabelWriter, EscapesBackslashQuoteAndNewlineAlone) {
  EXPECT_EQ(Text(Gauge("g", {"a"}), {{"b", "\"\n\\"}}, {"x\\y\"z\n\t\r€"}),
            "a=\"x\\\\y\\\"z\\n\t\r€\",b=\"\\\"\\n\\\\\"");
}

TEST(LabelWriter, NamesAreEscaped) {
  EXPECT_EQ(Text(Gauge("g", {"a.b", "größe"}), {}, {"1", "2"}), R"(a_b="1",gr__e="2")");
}

TEST(LabelWriter, ALabelOfAnExtraOnesNameIsExported) {
  EXPECT_EQ(Text(Gauge("g", {"site", "x"}), {{"site", "fra1"}}, {"mine", "1"}),
            R"(exported_site="mine",site="fra1",x="1")");
  EXPECT_EQ(Text(Gauge("g", {"site", "exported_site"}), {{"site", "fra1"}}, {"mine", "1"}),
            R"(exported_exported_site="mine",exported_site="1",site="fra1")");
}

// Both became exported_exported_a, and a line with one label twice costs the whole page.
TEST(LabelWriter, TwoExportedLabelsStayTwo) {
  EXPECT_EQ(Text(Gauge("g", {"a", "exported_a"}), {{"a", "1"}, {"exported_a", "2"}}, {"3", "4"}),
            R"(a="1",exported_a="2",exported_exported_a="3",exported_exported_exported_a="4")");
}

// "a.b" is a_b on the page.
TEST(LabelWriter, ClashesAreSoughtAmongNamesAsTheyAreWritten) {
  EXPECT_EQ(Text(Gauge("g", {"a.b"}), {{"a_b", "1"}}, {"2"}), R"(a_b="1",exported_a_b="2")");
  EXPECT_EQ(Text(Gauge("g", {"a", "exported.a"}), {{"a", "1"}}, {"2", "3"}),
            R"(a="1",exported_a="3",exported_exported_a="2")");
}

TEST(LabelWriter, AnExtraLabelThatTheTypeOwnsIsLeftOut) {
  EXPECT_EQ(Text(Histogram("h", {1}, {"x"}), {{"le", "1"}, {"site", "a"}}, {"2"}),
            R"(site="a",x="2")");
  EXPECT_EQ(Text(Summary("s", {0.5}), {{"quantile", "1"}}, {}), "");
  EXPECT_EQ(Text(StateSet("a.b"), {{"a_b", "1"}}, {}), "");
  EXPECT_EQ(Text(Gauge("g"), {{"le", "1"}}, {}), R"(le="1")");
}

TEST(LabelWriter, AnExportedNameIsNotTheTypesOwn) {
  EXPECT_EQ(Text(StateSet("exported_a", {"on"}, {"a"}), {{"a", "1"}}, {"2"}),
            R"(a="1",exported_exported_a="2")");
}

TEST(LabelWriter, NeverWritesOneNameTwice) {
  std::mt19937 random(5);
  const std::string names[] = {
      "a", "a.b", "a_b", "exported_a", "exported.a", "exported_a_b", "exported_exported_a", "c"};
  for (int round = 0; round < 3000; ++round) {
    std::set<std::string> labels, escaped;
    ExtraLabels extra;
    for (const auto& name : names) {
      std::string flat = name;
      std::replace(flat.begin(), flat.end(), '.', '_');
      if (random() % 2 == 0 && escaped.insert(flat).second) labels.insert(name);
      if (random() % 3 == 0) extra[flat] = "e";
    }
    const Family family = Gauge("g", {labels.begin(), labels.end()});
    const std::string text = Text(family, extra, std::vector<std::string_view>(labels.size(), "v"));
    std::set<std::string> seen;
    size_t count = 0;
    for (size_t at = 0; at < text.size(); ++count) {
      const size_t equals = text.find('=', at);
      EXPECT_TRUE(seen.insert(text.substr(at, equals - at)).second) << text;
      at = text.find(',', equals) == std::string::npos ? text.size() : text.find(',', equals) + 1;
    }
    EXPECT_EQ(count, labels.size() + extra.size()) << text;
  }
}

TEST(AppendLabels, KeepsTheGivenOrder) {
  std::string out;
  const std::string_view names[] = {"z", "a"}, values[] = {"1", "\n"};
  AppendLabels(out, names, values);
  EXPECT_EQ(out, R"(z="1",a="\n")");
}

}  // namespace
}  // namespace weir::series
