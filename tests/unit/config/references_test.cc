// {file: PATH} and {env: NAME}.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "loading.h"

namespace weir::config {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class References : public testing::Test {
 protected:
  References() {
    std::string pattern = testing::TempDir() + "weir_config_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~References() override {
    std::filesystem::remove_all(folder_);
    for (const std::string& name : variables_) unsetenv(name.c_str());
  }

  void Write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }
  void SetVariable(const std::string& name, const std::string& value) {
    setenv(name.c_str(), value.c_str(), 1);
    variables_.push_back(name);
  }
  Loaded LoadCollector(const std::string& lines) const {
    return LoadText("collectors:\n  - plugin: disks\n" + lines, folder_ / "exporter.yaml");
  }
  std::string ConfigOf(const std::string& value) const {
    const Loaded loaded = LoadCollector("    config: {v: " + value + "}\n");
    EXPECT_THAT(Messages(loaded), testing::IsEmpty());
    return loaded.configuration.collectors.at(0).config;
  }
  std::string RefusalOf(const std::string& value) const {
    const auto messages = Messages(LoadCollector("    config: {v: " + value + "}\n"));
    return messages.size() == 1 ? messages[0] : std::to_string(messages.size()) + " findings";
  }

  std::filesystem::path folder_;
  std::vector<std::string> variables_;
};

TEST_F(References, StandForAFileWithoutOneNewlineAtItsEnd) {
  for (const char* content : {"secret", "secret\n", "secret\r\n"}) {
    Write("s", content);
    EXPECT_EQ(ConfigOf("{file: s}"), R"({"v":"secret"})");
  }
  Write("s", "secret\n\n");
  EXPECT_EQ(ConfigOf("{file: s}"), R"({"v":"secret\n"})");
  Write("s", "");
  EXPECT_EQ(ConfigOf("{file: s}"), R"({"v":""})");
}

TEST_F(References, StandForAVariable) {
  SetVariable("WEIR_TEST_SECRET", "5");
  EXPECT_EQ(ConfigOf("{env: WEIR_TEST_SECRET}"), R"({"v":"5"})");
  SetVariable("WEIR_TEST_SECRET", "");
  EXPECT_EQ(ConfigOf("[{env: WEIR_TEST_SECRET}]"), R"({"v":[""]})");
}

TEST_F(References, ArePathsRelativeToTheConfigurationOrAbsolute) {
  std::filesystem::create_directory(folder_ / "sub");
  Write("sub/s", "x");
  EXPECT_EQ(ConfigOf("{file: sub/s}"), R"({"v":"x"})");
  EXPECT_EQ(ConfigOf("{file: " + (folder_ / "sub/s").string() + "}"), R"({"v":"x"})");
}

TEST_F(References, StandForWeirsOwnValuesOfAnyType) {
  SetVariable("WEIR_TEST_TIMEOUT", "250ms");
  SetVariable("WEIR_TEST_TRUE", "true");
  SetVariable("WEIR_TEST_SERIES", "17");
  Write("site", "fra1\n");
  const Loaded loaded = LoadCollector(
      "    timeout: {env: WEIR_TEST_TIMEOUT}\n"
      "    required: {env: WEIR_TEST_TRUE}\n"
      "    limits: {series: {env: WEIR_TEST_SERIES}}\n"
      "    labels: {site: {file: site}}\n");
  EXPECT_THAT(Messages(loaded), testing::IsEmpty());
  const Collector& collector = loaded.configuration.collectors.at(0);
  EXPECT_EQ(collector.timeout, 250ms);
  EXPECT_TRUE(collector.required);
  EXPECT_EQ(collector.limits.series, 17U);
  EXPECT_THAT(collector.labels, ElementsAre(Pair("site", "fra1")));
}

TEST_F(References, AreNoneWhereAMapBelongs) {
  EXPECT_THAT(GoodCollector("    labels: {env: prod}\n").labels, ElementsAre(Pair("env", "prod")));
  EXPECT_EQ(GoodCollector("    config: {file: nowhere}\n").config, R"({"file":"nowhere"})");
}

TEST_F(References, AreNoneWithAnotherKeyAnotherTypeOrTheTagOfMaps) {
  EXPECT_EQ(ConfigOf("{file: s, mode: r}"), R"({"v":{"file":"s","mode":"r"}})");
  EXPECT_EQ(ConfigOf("[{file: 5}, {file: [a]}, {env: }]"),
            R"({"v":[{"file":5},{"file":["a"]},{"env":null}]})");
  EXPECT_EQ(ConfigOf("!!map {file: s}"), R"({"v":{"file":"s"}})");
}

TEST_F(References, ThatLeadNowhereAreReportedAtTheirPlace) {
  EXPECT_EQ(
      RefusalOf("{env: WEIR_TEST_UNSET}"),
      "3:17 collector \"disks\": config: environment variable \"WEIR_TEST_UNSET\" is not set");
  EXPECT_EQ(RefusalOf("{file: nowhere}"), "3:17 collector \"disks\": config: cannot read \"" +
                                              (folder_ / "nowhere").string() +
                                              "\": No such file or directory");
  EXPECT_THAT(RefusalOf("{file: .}"), HasSubstr(": Is a directory"));
}

TEST_F(References, HaveAtMost64KiBEach) {
  Write("s", std::string(65'536, 'x'));
  EXPECT_EQ(ConfigOf("{file: s}").size(), 65'536U + 8);
  Write("s", std::string(65'537, 'x'));
  EXPECT_THAT(RefusalOf("{file: s}"), HasSubstr("it is larger than 64 KiB"));
  SetVariable("WEIR_TEST_LONG", std::string(65'537, 'x'));
  EXPECT_THAT(RefusalOf("{env: WEIR_TEST_LONG}"), HasSubstr("is over 64 KiB"));
}

TEST_F(References, HaveAtMost4MiBTogether) {
  Write("s", std::string(65'536, 'x'));
  std::string list = "[{file: s}";
  for (int i = 1; i < 64; ++i) list += ", {file: s}";
  EXPECT_GT(ConfigOf(list + "]").size(), 4'194'304U);
  EXPECT_THAT(RefusalOf(list + ", {file: s}]"), HasSubstr("together are over 4 MiB"));
}

TEST_F(References, AreUtf8) {
  Write("s", "caf\xE9");
  EXPECT_THAT(RefusalOf("{file: s}"), HasSubstr("{file: \"s\"} is not valid UTF-8"));
  SetVariable("WEIR_TEST_LATIN", "caf\xE9");
  EXPECT_THAT(RefusalOf("{env: WEIR_TEST_LATIN}"), HasSubstr("is not valid UTF-8"));
}

TEST_F(References, AreNotCutAtANulByte) {
  EXPECT_THAT(RefusalOf("{file: \"s\\0x\"}"), HasSubstr("a path has no NUL byte"));
  EXPECT_THAT(RefusalOf("{env: \"PATH\\0x\"}"), HasSubstr("is not set"));
}

TEST_F(References, KeepTheirSecretsOutOfMessages) {
  SetVariable("WEIR_TEST_SECRET", "hunter2");
  const Loaded loaded = LoadText(
      "web: {listen: {env: WEIR_TEST_SECRET}, telemetry_path: {env: WEIR_TEST_SECRET}}\n"
      "allow_unsafe_plugins: {env: WEIR_TEST_SECRET}\n"
      "collectors:\n"
      "  - plugin: disks\n"
      "    timeout: {env: WEIR_TEST_SECRET}\n"
      "    limits: {series: {env: WEIR_TEST_SECRET}, help: {env: WEIR_TEST_SECRET}}\n",
      "exporter.yaml");
  EXPECT_EQ(loaded.findings.size(), 6U);
  for (const Finding& finding : loaded.findings) {
    EXPECT_THAT(ToString(finding), Not(HasSubstr("hunter2")));
    EXPECT_THAT(finding.message, HasSubstr("{env: \"WEIR_TEST_SECRET\"}"));
  }
}

}  // namespace
}  // namespace weir::config
