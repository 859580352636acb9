// What a text must be before its keys are looked at.
#include <sstream>
#include <string>

#include "loading.h"

namespace weir::config {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// A configuration of exactly that many bytes.
std::string OfSize(size_t bytes) {
  std::string text = "web:\n";
  while (text.size() + 100 < bytes) text += "# " + std::string(97, 'x') + "\n";
  return text + std::string(bytes - text.size() - 1, ' ') + "\n";
}

std::string NestedLists(size_t depth) {  // within collectors, config and key
  return "collectors:\n- plugin: disks\n  config: {key: " + std::string(depth, '[') +
         std::string(depth, ']') + "}\n";
}

std::string ListOf(size_t count) {
  std::string list = "collectors:\n- plugin: disks\n  config: {key: [1";
  for (size_t i = 1; i < count; ++i) list += ",1";
  return list + "]}\n";
}

TEST(Document, MayBeEmpty) {
  for (const char* text :
       {"", "\n\n", "# nothing yet\n", "---\n", "---\n...\n", "{}", "~", "null\n"}) {
    EXPECT_THAT(Good(text).collectors, IsEmpty()) << text;
  }
}

TEST(Document, IsAMap) {
  EXPECT_EQ(MessageOf("- plugin: x\n"),
            "1:1 a configuration is a map of keys such as \"collectors\", but this is a list");
  EXPECT_EQ(
      MessageOf("hello\n"),
      "1:1 a configuration is a map of keys such as \"collectors\", but this is a single value");
}

TEST(Document, MayBeginWithAByteOrderMarkAndHaveWindowsLineEnds) {
  const Loaded loaded = LoadText("\xEF\xBB\xBFweb:\r\n  listn: :80\r\n", "f");
  EXPECT_THAT(Messages(loaded),
              ElementsAre("2:3 web: unknown key \"listn\", did you mean \"listen\"?"));
  EXPECT_EQ(loaded.findings[0].excerpt, "  listn: :80\n  ^");
}

TEST(Document, HasAtMost256KiB) {
  ASSERT_EQ(OfSize(262'144).size(), 262'144U);
  EXPECT_EQ(MessageOf(OfSize(262'144)), "");
  EXPECT_EQ(MessageOf(OfSize(262'145)), "cannot be read: it is larger than 256 KiB");
}

TEST(Document, HasAtMost32Levels) {
  EXPECT_EQ(MessageOf(NestedLists(28)), "");  // below 4: the root, collectors, its map, config
  EXPECT_EQ(MessageOf(NestedLists(29)), "3:45 lists and maps are nested deeper than 32");
  EXPECT_THAT(MessageOf(std::string(100'000, '[')), HasSubstr("nested deeper than 32"));
  std::string block;
  for (size_t i = 0; i < 100'000; ++i) block += "- ";
  EXPECT_EQ(MessageOf(block), "1:65 lists and maps are nested deeper than 32");
}

TEST(Document, HasAtMost20000Values) {
  EXPECT_EQ(MessageOf(ListOf(19'990)), "");  // 10 more: three maps, three keys, two lists, ...
  EXPECT_THAT(MessageOf(ListOf(19'991)), HasSubstr("more than 20000 values in one configuration"));
}

TEST(Document, IsUtf8) {
  EXPECT_EQ(MessageOf("web:\n  telemetry_path: /\xFFx\n"), "2:20 this byte is not valid UTF-8");
  EXPECT_EQ(MessageOf("# caf\xE9\n"), "1:6 this byte is not valid UTF-8");
}

TEST(Document, HasNoControlCharacters) {
  EXPECT_EQ(MessageOf("a: 1\nb: \0 2\n"s), "2:4 a control character: YAML text has none");
  EXPECT_EQ(MessageOf("web: {}\n\x04 hidden: 1\n"), "2:1 a control character: YAML text has none");
  EXPECT_EQ(MessageOf("# a\rweb: {}\n"), "1:4 a control character: YAML text has none");
}

TEST(Document, IsOneOnly) {
  EXPECT_EQ(MessageOf("web: {}\n---\ndefaults: {}\n"),
            "2:1 a second YAML document: one file holds one configuration");
  EXPECT_EQ(MessageOf("web: {}\n...\n# more\ndefaults: {}\n"),
            "4:1 a second YAML document: one file holds one configuration");
}

// yaml-cpp reads the second line as another document.
TEST(Document, DoesNotEndWhereALineIsIndentedLess) {
  EXPECT_EQ(MessageOf("  web: {}\ndefaults: {}\n"),
            "2:1 not valid YAML: this line fits nothing above it: check the indentation of both");
}

// yaml-cpp closes the quote at the last newline.
TEST(Document, ClosesItsQuotes) {
  const char* never = "2:19 not valid YAML: this quote is never closed";
  EXPECT_EQ(MessageOf("web:\n  telemetry_path: \"/x\n"), never);
  EXPECT_EQ(MessageOf("web:\n  telemetry_path: '/x\n\n"), never);
  EXPECT_EQ(MessageOf("web:\n  telemetry_path: !!str \"/x\n"), never);
  EXPECT_EQ(MessageOf("web:\n  telemetry_path: \"/x\\\"\n"), never);
  EXPECT_EQ(MessageOf("web:\n  telemetry_path: '/''x'\n"), "");
  EXPECT_EQ(MessageOf("web:\n  telemetry_path: \"/\\x78\"\n"), "");
}

TEST(Document, ShowsTheOnePlaceOfASyntaxError) {
  const Loaded loaded = LoadText("web:\n  listen: [\":80\"\nweb: 1\nx: 2\n", "exporter.yaml");
  ASSERT_EQ(loaded.findings.size(), 1U);
  EXPECT_THAT(ToString(loaded.findings[0]), StartsWith("exporter.yaml:3:1: not valid YAML: "));
  EXPECT_EQ(loaded.findings[0].excerpt, "web: 1\n^");
  EXPECT_THAT(loaded.configuration.collectors, IsEmpty());
}

TEST(Document, SaysWhatIsBehindASyntaxError) {
  EXPECT_THAT(MessageOf("web: a: b\n"), HasSubstr("\": \" a second time in one line"));
  EXPECT_THAT(MessageOf("web: @x\n"),
              HasSubstr("put a value that begins with @, ` or % in quotes"));
  EXPECT_THAT(MessageOf("web: *all\n"), HasSubstr("a value that begins with * in quotes"));
  EXPECT_THAT(MessageOf("web: {a: 1\n"), HasSubstr("\"{\" has no \"}\""));
  EXPECT_EQ(MessageOf("web:\n\tlisten: x\n"),
            "2:8 not valid YAML: indent with spaces, not with tabs");
}

// yaml-cpp says which escape it does not know with the first byte of a character.
TEST(Document, IsReportedInUtf8) {
  EXPECT_EQ(MessageOf("web: \"\\\xC3\xA9\"\n"), "1:9 not valid YAML: unknown escape character: ?");
}

TEST(Document, KnowsTheEscapesOfNextLineAndFixedSpace) {
  const auto collector = GoodCollector(R"(    config: {a: "x\N\_é\L\P\x85\u00e9"})"
                                       "\n");
  EXPECT_EQ(collector.config, "{\"a\":\"x\u0085\u00a0\u00e9\u2028\u2029\u0085\u00e9\"}");
}

TEST(Document, RefusesAnchorsAliasesAndMergeKeysAndReadsOn) {
  EXPECT_THAT(
      MessagesOf("defaults: &d {timeout: 5s}\n"
                 "collectors:\n"
                 "  - plugin: disks\n"
                 "    labels: *d\n"
                 "    <<: {timeout: 1s}\n"
                 "    intervall: 1s\n"),
      ElementsAre(
          "1:11 anchors (&) are not supported: write the value where it is used",
          "4:13 aliases (*) are not supported: write the value out",
          "5:5 merge keys (<<) are not supported: write the keys out",
          "6:5 collector \"disks\": unknown key \"intervall\", did you mean \"interval\"?"));
}

TEST(Document, RefusesAliasBombsAtOnce) {
  std::ostringstream bomb;
  bomb << "a0: &a0 [x,x]\n";
  for (int i = 1; i < 30; ++i) {
    bomb << "a" << i << ": &a" << i << " [*a" << i - 1 << ",*a" << i - 1 << "]\n";
  }
  EXPECT_EQ(MessagesOf(bomb.str()).size(), 30U * 2 + 29 * 2);  // anchors and unknown keys; aliases
}

// yaml-cpp gives the place of what comes next.
TEST(Document, HasMissingValuesWhereTheyAreMissing) {
  EXPECT_THAT(MessagesOf("collectors:\n"
                         "  - plugin: a\n"
                         "    timeout:\n"
                         "    name:\n"
                         "    required: ~\n"
                         "    interval: null # comment\n"
                         "    labels: {nil: , null_: b}\n"
                         "web: {listen: [a:1, , b:1,\n  ~]}\n"),
              ElementsAre(HasSubstr("3:5 collector \"a\": timeout: a value is missing"),
                          HasSubstr("4:5 collector \"a\": name: a value is missing"),
                          HasSubstr("5:15 collector \"a\": required: a value is missing"),
                          HasSubstr("6:15 collector \"a\": interval: a value is missing"),
                          HasSubstr("7:14 collector \"a\": labels: \"nil\": a value is missing"),
                          HasSubstr("8:21 web: listen: a value is missing"),
                          HasSubstr("9:3 web: listen: a value is missing")));
}

TEST(Document, RefusesTagsButTheCoreOnes) {
  EXPECT_EQ(MessageOf("web: !!map {listen: !!seq [!!str \":80\"]}\n"), "");
  EXPECT_EQ(MessageOf("web: !mine {}\n"), "1:6 tag \"!mine\" is not supported here: leave it out");
  EXPECT_EQ(MessageOf("web: {telemetry_path: !!binary /x}\n"),
            "1:23 tag \"!!binary\" is not supported here: leave it out");
  EXPECT_EQ(MessageOf("web: !!seq {}\n"), "1:6 tag \"!!seq\" is not supported here: leave it out");
}

TEST(Document, RefusesDuplicateKeysWhereverTheyAre) {
  EXPECT_THAT(MessagesOf("web: {}\n"
                         "collectors:\n"
                         "  - plugin: disks\n"
                         "    config: {a: {\"b\": 1, b: 2}}\n"
                         "web: {wrong: 1}\n"),
              ElementsAre("4:26 duplicate key \"b\", first at line 4, column 18",
                          "5:1 duplicate key \"web\", first at line 1, column 1"));
}

TEST(Document, RefusesKeysThatAreNoStrings) {
  EXPECT_THAT(MessagesOf("? [a, b]\n: 1\n~: 2\n? {c: d}\n"),
              ElementsAre("1:3 a key must be a single word or string, but this is a list",
                          "3:1 a key must be a single word or string, but this is empty",
                          "4:3 a key must be a single word or string, but this is a map"));
}

}  // namespace
}  // namespace weir::config
