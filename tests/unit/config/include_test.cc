// Further files that a configuration includes, and collectors that are turned off.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "loading.h"

namespace weir::config {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Include : public testing::Test {
 protected:
  Include() {
    std::string pattern = testing::TempDir() + "weir_include_XXXXXX";
    folder_ = fs::canonical(mkdtemp(pattern.data()));
  }
  ~Include() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& content) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }
  Loaded Main(const std::string& content) const {
    Write("exporter.yaml", content);
    return Load(folder_ / "exporter.yaml");
  }
  // "piece.yaml:3:5 message", relative to the folder.
  std::vector<std::string> Said(const Loaded& loaded) const {
    std::vector<std::string> said;
    for (const Finding& finding : loaded.findings) {
      Place place = finding.place;
      place.file = fs::path(place.file).lexically_relative(folder_);
      std::string message = finding.message;
      for (size_t at = 0; (at = message.find(folder_.string() + "/")) != std::string::npos;)
        message.erase(at, folder_.string().size() + 1);
      said.push_back(ToString(place) + " " + message);
    }
    return said;
  }
  static std::vector<std::string> Names(const Loaded& loaded) {
    std::vector<std::string> names;
    for (const Collector& collector : loaded.configuration.collectors)
      names.push_back(collector.name);
    return names;
  }

  fs::path folder_;
};

TEST_F(Include, FollowsTheFilesOwnCollectorsInTheOrderOfTheListAndOfNames) {
  Write("d/20.yaml", "collectors: [{plugin: d}]\n");
  Write("d/10.yaml", "collectors: [{plugin: c}]\n");
  Write("first.yaml", "collectors: [{plugin: b}]\n");
  Write("d/30.yaml.dpkg-old", "nonsense");
  Write("d/.40.yaml", "nonsense");
  const Loaded loaded = Main("include: [first.yaml, d/*.yaml]\ncollectors: [{plugin: a}]\n");
  EXPECT_THAT(Said(loaded), IsEmpty());
  EXPECT_THAT(Names(loaded), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(loaded.configuration.included_files,
              ElementsAre((folder_ / "first.yaml").string(), (folder_ / "d/10.yaml").string(),
                          (folder_ / "d/20.yaml").string()));
}

TEST_F(Include, OfAPieceComesBeforeTheNextPiece) {
  Write("a.yaml", "collectors: [{plugin: a}]\ninclude: deep/*.yaml\n");
  Write("deep/b.yaml", "collectors: [{plugin: b}]\n");
  Write("c.yaml", "collectors: [{plugin: c}]\n");
  EXPECT_THAT(Names(Main("include: [a.yaml, c.yaml]\n")), ElementsAre("a", "b", "c"));
}

TEST_F(Include, TakesTheDefaultsOfTheMainFileAndPathsFromItsOwnFolder) {
  Write("d/a.yaml", "collectors: [{plugin: ./x.so, labels: {zone: {file: zone}}}]\n");
  Write("d/zone", "fra1\n");
  const Loaded loaded = Main("defaults: {timeout: 2s}\ninclude: d/a.yaml\n");
  EXPECT_THAT(Said(loaded), IsEmpty());
  const Collector& collector = loaded.configuration.collectors.at(0);
  EXPECT_EQ(collector.timeout, std::chrono::seconds(2));
  EXPECT_EQ(collector.plugin, (folder_ / "d/x.so").string());
  EXPECT_EQ(collector.labels.at("zone"), "fra1");
  EXPECT_THAT(loaded.configuration.secret_files, ElementsAre((folder_ / "d/zone").string()));
}

TEST_F(Include, HasItsMistakesWithTheirPlacesInItsOwnFile) {
  Write("d/a.yaml", "collectors:\n  - plugin: a\n    intervall: 5s\n");
  Write("d/b.yaml", "collectors: [\n");
  const Loaded loaded = Main("include: d/*.yaml\ncollectors: [{plugin: b, timeout: 5}]\n");
  ASSERT_THAT(Said(loaded), SizeIs(3));
  EXPECT_THAT(Said(loaded)[0], HasSubstr("exporter.yaml:2:35 collector \"b\": timeout"));
  EXPECT_THAT(Said(loaded)[1], HasSubstr("d/a.yaml:3:5 collector \"a\": unknown key"));
  EXPECT_THAT(Said(loaded)[2], HasSubstr("d/b.yaml:1:"));
  EXPECT_EQ(loaded.findings[1].excerpt, "    intervall: 5s\n    ^");
}

TEST_F(Include, ThatIsNotThereIsAMistakeButNotThatAPatternMatchesNothing) {
  EXPECT_THAT(Said(Main("include: [none/*.yaml, none-*.yaml]\n")), IsEmpty());
  EXPECT_THAT(Said(Main("include: [a.yaml]\n")),
              ElementsAre("exporter.yaml:1:11 include: \"a.yaml\" cannot be read: "
                          "No such file or directory"));
  EXPECT_THAT(
      Said(Main("include: [\"*/a.yaml\", \"\"]\n")),
      ElementsAre("exporter.yaml:1:11 include: \"*/a.yaml\" has a wildcard in more than its "
                  "last part",
                  "exporter.yaml:1:23 include: \"\" is not the path of a file"));
}

TEST_F(Include, OfItselfIsAMistake) {
  EXPECT_THAT(Said(Main("include: \"*.yaml\"\n")),
              ElementsAre("exporter.yaml:1:10 include: \"exporter.yaml\" includes itself"));
  Write("d/a.yaml", "include: ../exporter.yaml\n");
  EXPECT_THAT(Said(Main("include: d/a.yaml\n")),
              ElementsAre("d/a.yaml:1:10 include: \"exporter.yaml\" includes itself"));
}

TEST_F(Include, ReadsAFileOnce) {
  Write("d/a.yaml", "collectors: [{plugin: a}]\n");
  Write("d/z.yaml", "collectors: [{plugin: z}]\n");
  const Loaded loaded = Main("include: [d/z.yaml, d/*.yaml, ./d/../d/a.yaml]\n");
  EXPECT_THAT(Said(loaded), IsEmpty());
  EXPECT_THAT(Names(loaded), ElementsAre("z", "a"));
}

TEST_F(Include, IsNotDeeperThanEightFiles) {
  for (int i = 1; i < 10; ++i) {
    Write(std::to_string(i) + ".yaml", "include: " + std::to_string(i + 1) + ".yaml\n");
  }
  EXPECT_THAT(Said(Main("include: 1.yaml\n")),
              ElementsAre("8.yaml:1:10 include: \"9.yaml\" is included by more than 8 files in "
                          "turn"));
}

TEST_F(Include, IsBoundedInNumberAndSize) {
  for (int i = 0; i < 257; ++i) Write("d/" + std::to_string(i) + ".yaml", "");
  EXPECT_THAT(Said(Main("include: d/*.yaml\n")),
              ElementsAre(HasSubstr("is one too many: at most 256 files are included")));
  Write("large.yaml", "#" + std::string(262'144, 'x'));
  EXPECT_THAT(Said(Main("include: large.yaml\n")),
              ElementsAre(HasSubstr("cannot be read: it is larger than 256 KiB")));
  for (int i = 0; i < 5; ++i) Write("e/" + std::to_string(i), "#" + std::string(260'000, 'x'));
  EXPECT_THAT(Said(Main("include: e/*\n")), ElementsAre(HasSubstr("\"e/4\" is too much")));
}

TEST_F(Include, MayNotSayWhatIsTheMainFiles) {
  Write("a.yaml", "web: {}\ndefaults: {}\ncollector: []\n");
  const auto said = Said(Main("include: a.yaml\n"));
  ASSERT_THAT(said, SizeIs(3));
  EXPECT_EQ(said[0],
            "a.yaml:1:1 \"web\" belongs into \"exporter.yaml\": an included file has "
            "\"collectors\" and \"include\"");
  EXPECT_THAT(said[2], HasSubstr("did you mean \"collectors\""));
}

TEST_F(Include, HasNamesInCommonWithTheMainFile) {
  Write("a.yaml", "collectors: [{plugin: a}]\n");
  EXPECT_THAT(Said(Main("include: a.yaml\ncollectors: [{plugin: a}]\n")),
              ElementsAre("a.yaml:1:23 collector \"a\": another collector is called \"a\", at "
                          "exporter.yaml, line 2, column 23: give one of them another \"name\""));
}

TEST(Enabled, IsByDefault) {
  EXPECT_THAT(Good("collectors: [{plugin: a}, {plugin: b, enabled: true}]\n").collectors,
              SizeIs(2));
}

TEST(Enabled, FalseLeavesTheCollectorOutAndItsNameFree) {
  const auto collectors =
      Good("collectors: [{plugin: a, enabled: false, timeout: 1s}, {plugin: a}]\n").collectors;
  ASSERT_THAT(collectors, SizeIs(1));
  EXPECT_EQ(collectors[0].timeout, std::chrono::seconds(5));
}

TEST(Enabled, FalseDoesNotHideMistakes) {
  EXPECT_EQ(MessageOf("collectors: [{plugin: a, enabled: false, intervall: 1s}]\n"),
            "1:42 collector \"a\": unknown key \"intervall\", did you mean \"interval\"?");
  EXPECT_EQ(MessageOf("collectors: [{plugin: a, enabled: perhaps}]\n"),
            "1:35 collector \"a\": enabled: \"perhaps\" is neither true nor false");
}

TEST(Enabled, FalseLooksForNothingThatStandsElsewhere) {
  EXPECT_THAT(Good("collectors:\n  - plugin: a\n    enabled: false\n"
                   "    labels: {zone: {env: WEIR_TEST_NOT_SET}}\n"
                   "    timeout: {env: WEIR_TEST_NOT_SET}\n"
                   "    config: {password: {file: /nowhere}}\n  - plugin: b\n")
                  .collectors,
              SizeIs(1));
  EXPECT_THAT(MessageOf("collectors:\n  - {plugin: a, enabled: false}\n"
                        "  - {plugin: b, timeout: {env: WEIR_TEST_NOT_SET}}\n"),
              HasSubstr("is not set"));
}

TEST(Enabled, IsNoDefault) {
  EXPECT_THAT(MessageOf("defaults: {enabled: false}\n"),
              HasSubstr("\"enabled\" is each collector's own"));
}

}  // namespace
}  // namespace weir::config
