#include "web/target.h"

#include <gtest/gtest.h>

namespace weir::web {
namespace {

TEST(Target, IsSplitAtTheFirstQuestionMark) {
  const auto target = ParseTarget("/metrics?name=a?b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/metrics");
  EXPECT_EQ(target->query, "name=a?b");
}

TEST(Target, DecodesThePathAndLeavesTheQuery) {
  const auto target = ParseTarget("/metrics/a%20b%2Fc%c3%bc?x=%20");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/metrics/a b/cü");
  EXPECT_EQ(target->query, "x=%20");
}

TEST(Target, TakesTheAbsoluteForm) {
  EXPECT_EQ(ParseTarget("http://host:8080/metrics?x=1")->path, "/metrics");
  EXPECT_EQ(ParseTarget("http://host:8080")->path, "/");
  EXPECT_EQ(ParseTarget("https://host?x=1")->path, "/");
  EXPECT_EQ(ParseTarget("https://host?x=1")->query, "x=1");
}

TEST(Target, RefusesAPercentSignWithoutTwoDigits) {
  EXPECT_FALSE(ParseTarget("/%"));
  EXPECT_FALSE(ParseTarget("/%4"));
  EXPECT_FALSE(ParseTarget("/%4g"));
  EXPECT_FALSE(ParseTarget("/%%41"));
}

TEST(Target, KeepsOtherFormsAsPathsThatNoRouteHas) {
  EXPECT_EQ(ParseTarget("*")->path, "*");
  EXPECT_EQ(ParseTarget("host:443")->path, "host:443");
}

TEST(PercentEncode, IsUndoneByParseTarget) {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string encoded = PercentEncode(all);
  EXPECT_EQ(ParseTarget("/" + encoded)->path, "/" + all);
  EXPECT_EQ(encoded.find_first_of("/?#<>\"' "), std::string::npos);
}

}  // namespace
}  // namespace weir::web
