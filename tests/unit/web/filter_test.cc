#include "web/filter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "stage.h"

namespace weir::web {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ParseFilter, TakesEachAsOftenAsOneLikes) {
  const auto filter = ParseFilter("collect[]=a&name[]=x&collect%5B%5D=b%2Fc&name[]=y+z");
  ASSERT_TRUE(filter);
  EXPECT_THAT(filter->collect, ElementsAre("a", "b/c"));
  EXPECT_THAT(filter->names, ElementsAre("x", "y z"));
  EXPECT_TRUE(filter->exclude.empty());
}

TEST(ParseFilter, DoesNotLookAtOtherParameters) {
  for (const char* query : {"", "&&", "x=1&y", "collect=a", "Collect[]=a", "="}) {
    const auto filter = ParseFilter(query);
    EXPECT_TRUE(filter && filter->empty()) << query;
  }
}

TEST(ParseFilter, RefusesWhatContradictsItselfOrCannotBeDecoded) {
  EXPECT_THAT(ParseFilter("collect[]=a&exclude[]=b").error(), HasSubstr("not both"));
  EXPECT_THAT(ParseFilter("name[]=%4").error(), HasSubstr("hexadecimal"));
}

Stage::Answered Ask(Stage& stage, const std::string& path, const std::string& query) {
  Request request;
  request.method = "GET";
  request.path = path;
  request.query = query;
  return stage.Ask(std::move(request));
}

// The page of what that puppet shows.
std::string OnlyMetric(const std::string& puppet, int value) {
  const std::string name = puppet + "_metric";
  return "# HELP " + name + " Of a test.\n# TYPE " + name + " gauge\n" + name + " " +
         std::to_string(value) + "\n";
}

TEST(FilteredPage, StartsOnlyTheCollectorsThatItShows) {
  Stage stage({"a", "b"});
  stage.Begin();
  const auto answered = Ask(stage, "/metrics", "collect[]=a");
  EXPECT_FALSE(stage.puppet("b").collecting());
  stage.puppet("a").Succeed("a_metric", 2);
  ASSERT_TRUE(answered->has_value());
  EXPECT_EQ(Text(**answered), OnlyMetric("a", 2));
}

TEST(FilteredPage, HasWeirsOwnFamiliesUnlessTheyAreLeftOut) {
  Stage stage({"a", "b"});
  stage.Begin();
  const auto without_a = Ask(stage, "/metrics", "exclude[]=a"),
             without_both = Ask(stage, "/metrics", "exclude[]=a&exclude[]=weir");
  stage.puppet("b").Succeed("b_metric", 3);
  ASSERT_TRUE(without_a->has_value() && without_both->has_value());
  EXPECT_FALSE(stage.puppet("a").collecting());
  const std::string page = Text(**without_a);
  EXPECT_THAT(page, HasSubstr("weir_test 1\n"));
  EXPECT_THAT(page, HasSubstr("b_metric 3\n"));
  EXPECT_THAT(page, Not(HasSubstr("a_metric")));
  EXPECT_EQ(Text(**without_both), OnlyMetric("b", 3));
  const auto own = Ask(stage, "/metrics", "collect[]=weir");
  ASSERT_TRUE(own->has_value());
  EXPECT_FALSE(stage.puppet("a").collecting() || stage.puppet("b").collecting());
  EXPECT_THAT(Text(**own), Not(HasSubstr("_metric")));
}

TEST(FilteredPage, HasTheFamiliesOfTheNamesAlone) {
  Stage stage({"a", "b"});
  stage.Begin();
  const auto all = Ask(stage, "/metrics", "name[]=b_metric&name[]=nothing"),
             one = Ask(stage, "/metrics/a", "name[]=b_metric");
  stage.puppet("a").Succeed("a_metric", 2);
  stage.puppet("b").Succeed("b_metric", 3);
  ASSERT_TRUE(all->has_value() && one->has_value());
  EXPECT_EQ(Text(**all), OnlyMetric("b", 3));
  EXPECT_EQ(Text(**one), "");
}

TEST(FilteredPage, IsRefusedWithASentence) {
  Stage stage({"a"});
  stage.Begin();
  for (const auto& [path, query, sentence] :
       {std::tuple("/metrics", "collect[]=b", "There is no collector \"b\". There are: a."),
        std::tuple("/metrics", "exclude[]=b", "There is no collector \"b\""),
        std::tuple("/metrics", "collect[]=%FF", "There is no collector \"?\""),
        std::tuple("/metrics", "collect[]=a&exclude[]=a", "not both"),
        std::tuple("/metrics/a", "collect[]=a", "The path names the collector")}) {
    const auto answered = Ask(stage, path, query);
    ASSERT_TRUE(answered->has_value()) << query;
    EXPECT_EQ((*answered)->status, 400) << query;
    EXPECT_THAT(Text(**answered), HasSubstr(sentence)) << query;
  }
  EXPECT_FALSE(stage.puppet("a").collecting());
}

}  // namespace
}  // namespace weir::web
