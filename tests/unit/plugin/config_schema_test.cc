#include "plugin/config_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace weir::plugin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> Said(std::string_view schema, std::string_view config) {
  std::vector<std::string> said;
  for (const auto& [pointer, message] : FindViolations(schema, config)) said.push_back(message);
  return said;
}

std::vector<std::string> Of(const std::string& schema, const std::string& value) {
  return Said(R"({"properties":{"a":)" + schema + "}}", R"({"a":)" + value + "}");
}

TEST(ConfigSchema, PermitsWhatItDoesNotForbid) {
  EXPECT_THAT(Said("true", R"({"a":1})"), IsEmpty());
  EXPECT_THAT(Said("{}", R"({"a":1})"), IsEmpty());
  EXPECT_THAT(Said(R"({"unevaluatedProperties":false})", R"({"a":1})"), IsEmpty());
  EXPECT_THAT(Said("false", "{}"), ElementsAre("it is not permitted"));
}

TEST(ConfigSchema, KnowsTypes) {
  EXPECT_THAT(Of(R"({"type":"string"})", "1"),
              ElementsAre("\"/a\" must be a string, but is an integer"));
  EXPECT_THAT(Of(R"({"type":"boolean"})", R"("yes")"),
              ElementsAre("\"/a\" must be true or false, but is a string"));
  EXPECT_THAT(Of(R"({"type":["array","null"]})", "{}"),
              ElementsAre("\"/a\" must be a list or empty, but is a map"));
  for (const char* fit : {"1", "1.0", "-3"}) {
    EXPECT_THAT(Of(R"({"type":"integer"})", fit), IsEmpty()) << fit;
  }
  EXPECT_THAT(Of(R"({"type":"integer"})", "1.5"), SizeIs(1));
  EXPECT_THAT(Of(R"({"type":"number"})", "1"), IsEmpty());
}

TEST(ConfigSchema, SaysATypeThatIsWrongOnce) {
  EXPECT_THAT(Of(R"({"type":"string","enum":["x"],"minLength":3})", "1"), SizeIs(1));
}

TEST(ConfigSchema, HasThePlaceOfTheValue) {
  const auto found =
      FindViolations(R"({"properties":{"a/b":{"items":{"properties":{"c":{"type":"string"}}}}}})",
                     R"({"a/b":[{},{"c":1}]})");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].pointer, "/a~1b/1/c");
}

TEST(ConfigSchema, KnowsChoices) {
  EXPECT_THAT(Of(R"({"enum":["cpu",2]})", R"("gpu")"),
              ElementsAre("\"/a\" must be one of \"cpu\", 2"));
  EXPECT_THAT(Of(R"({"enum":["cpu",2]})", "2"), IsEmpty());
  EXPECT_THAT(Of(R"({"const":true})", "false"), ElementsAre("\"/a\" must be true"));
}

TEST(ConfigSchema, KnowsBoundsOfNumbers) {
  EXPECT_THAT(Of(R"({"minimum":1,"maximum":3})", "0"), ElementsAre("\"/a\" must be at least 1"));
  EXPECT_THAT(Of(R"({"minimum":1,"maximum":3})", "4"), ElementsAre("\"/a\" must be at most 3"));
  EXPECT_THAT(Of(R"({"minimum":1,"maximum":3})", "3"), IsEmpty());
  EXPECT_THAT(Of(R"({"exclusiveMinimum":1})", "1"), ElementsAre("\"/a\" must be more than 1"));
  EXPECT_THAT(Of(R"({"exclusiveMaximum":1})", "1"), ElementsAre("\"/a\" must be less than 1"));
  EXPECT_THAT(Of(R"({"multipleOf":4})", "6"), ElementsAre("\"/a\" must be a multiple of 4"));
  EXPECT_THAT(Of(R"({"multipleOf":4})", "8"), IsEmpty());
}

TEST(ConfigSchema, KnowsLengthsAndPatternsOfStrings) {
  EXPECT_THAT(Of(R"({"minLength":2})", R"("ü")"),
              ElementsAre("\"/a\" must have at least 2 characters"));
  EXPECT_THAT(Of(R"({"maxLength":1})", R"("ü")"), IsEmpty());
  EXPECT_THAT(Of(R"({"pattern":"^/"})", R"("x/")"), ElementsAre("\"/a\" must match \"^/\""));
  EXPECT_THAT(Of(R"({"pattern":"b+"})", R"("abc")"), IsEmpty());
  EXPECT_THAT(Of(R"({"pattern":"("})", R"("abc")"), IsEmpty());
}

TEST(ConfigSchema, KnowsLists) {
  EXPECT_THAT(Of(R"({"items":{"type":"string"}})", R"(["x",1,2])"),
              ElementsAre("\"/a/1\" must be a string, but is an integer",
                          "\"/a/2\" must be a string, but is an integer"));
  EXPECT_THAT(Of(R"({"minItems":1})", "[]"), ElementsAre("\"/a\" must have at least 1 items"));
  EXPECT_THAT(Of(R"({"uniqueItems":true})", "[1,2,1]"), ElementsAre("\"/a\" has an item twice"));
  EXPECT_THAT(Of(R"({"prefixItems":[{"type":"string"}],"items":false})", R"(["x",1])"),
              ElementsAre("\"/a/1\" is not permitted"));
}

TEST(ConfigSchema, KnowsKeys) {
  const std::string schema =
      R"({"properties":{"exclude":{}},"patternProperties":{"^x_":{"type":"string"}},)"
      R"("required":["exclude"],"additionalProperties":false})";
  EXPECT_THAT(Said(schema, R"({"exclude":1,"x_a":"b"})"), IsEmpty());
  EXPECT_THAT(Said(schema, "{}"), ElementsAre("it lacks the key \"exclude\""));
  EXPECT_THAT(Said(schema, R"({"exclude":1,"x_a":1})"),
              ElementsAre("\"/x_a\" must be a string, but is an integer"));
  EXPECT_THAT(Said(schema, R"({"exclude":1,"exclud":1})"),
              ElementsAre("\"/exclud\" is not known, did you mean \"exclude\"?"));
  EXPECT_THAT(Said(R"({"additionalProperties":{"type":"string"}})", R"({"a":1})"), SizeIs(1));
}

TEST(ConfigSchema, KnowsCombinations) {
  const std::string either = R"([{"type":"string"},{"type":"integer","minimum":5}])";
  EXPECT_THAT(Of("{\"anyOf\":" + either + "}", "6"), IsEmpty());
  EXPECT_THAT(Of("{\"anyOf\":" + either + "}", "4"),
              ElementsAre("\"/a\" has none of the forms that it may have"));
  EXPECT_THAT(Of(R"({"oneOf":[{"minimum":1},{"minimum":2}]})", "1"), IsEmpty());
  EXPECT_THAT(Of(R"({"oneOf":[{"minimum":1},{"minimum":2}]})", "2"), SizeIs(1));
  EXPECT_THAT(Of(R"({"allOf":[{"minimum":1},{"maximum":2}]})", "3"),
              ElementsAre("\"/a\" must be at most 2"));
  EXPECT_THAT(Of(R"({"not":{"type":"string"}})", R"("x")"), SizeIs(1));
  const std::string conditional =
      R"({"if":{"type":"string"},"then":{"minLength":2},"else":{"minimum":2}})";
  EXPECT_THAT(Of(conditional, R"("x")"), SizeIs(1));
  EXPECT_THAT(Of(conditional, "1"), ElementsAre("\"/a\" must be at least 2"));
  EXPECT_THAT(Of(conditional, "2"), IsEmpty());
}

TEST(ConfigSchema, FollowsReferencesAlsoInACircle) {
  EXPECT_THAT(Said(R"({"$defs":{"s":{"type":"string"}},"properties":{"a":{"$ref":"#/$defs/s"}}})",
                   R"({"a":1})"),
              ElementsAre("\"/a\" must be a string, but is an integer"));
  EXPECT_THAT(Said(R"({"$ref":"#"})", R"({"a":1})"), IsEmpty());
  EXPECT_THAT(Said(R"({"properties":{"a":{"$ref":"#"}},"additionalProperties":false})",
                   R"({"a":{"a":{"b":1}}})"),
              ElementsAre("\"/a/a/b\" is not known"));
  EXPECT_THAT(Said(R"({"$ref":"#/nowhere"})", "{}"), IsEmpty());
}

TEST(ConfigSchema, OfTheWrongFormDoesNoHarm) {
  for (const char* schema :
       {R"({"type":5})", R"({"required":7})", R"({"properties":[]})", R"({"allOf":1})",
        R"({"$ref":"#bad~3"})", R"({"enum":1})", R"({"minItems":"x"})", "[]", "7"}) {
    EXPECT_THAT(Said(schema, R"({"a":[1]})").size(), testing::Le(1U)) << schema;
  }
}

TEST(ConfigSchema, IsJudgedToABound) {
  std::string config = "[0";
  for (int i = 0; i < 100; ++i) config += ",0";
  EXPECT_THAT(Said(R"({"items":{"type":"string"}})", config + "]"), SizeIs(32));
}

}  // namespace
}  // namespace weir::plugin
