// Files: those that are there, those that are not, and how findings are shown.
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "loading.h"

namespace weir::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class File : public testing::Test {
 protected:
  File() {
    std::string pattern = testing::TempDir() + "weir_load_XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~File() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& content) const {
    std::ofstream(folder_ / "exporter.yaml", std::ios::binary) << content;
    return folder_ / "exporter.yaml";
  }

  std::filesystem::path folder_;
};

TEST_F(File, IsLoaded) {
  const std::string path = Write("collectors:\n  - plugin: ./a.so\n");
  const Loaded loaded = Load(path);
  EXPECT_THAT(Messages(loaded), IsEmpty());
  EXPECT_EQ(loaded.configuration.file, path);
  EXPECT_EQ(loaded.configuration.collectors.at(0).plugin, (folder_ / "a.so").string());
}

TEST_F(File, MayBeEmpty) { EXPECT_THAT(Load(Write("")).findings, IsEmpty()); }

TEST_F(File, ThatIsMissingOrADirectoryIsOneFinding) {
  const Loaded missing = Load(folder_ / "none.yaml");
  ASSERT_EQ(missing.findings.size(), 1U);
  EXPECT_EQ(ToString(missing.findings[0]),
            (folder_ / "none.yaml").string() + ": cannot be read: No such file or directory");
  EXPECT_THAT(Messages(Load(folder_)), ElementsAre("cannot be read: Is a directory"));
}

// To open one waited for a writer, for ever.
TEST_F(File, ThatIsAPipeIsOneFinding) {
  const std::string path = folder_ / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  EXPECT_THAT(Messages(Load(path)), ElementsAre("cannot be read: it is a pipe, not a file"));
  EXPECT_THAT(Messages(Load("/dev/zero")), ElementsAre("cannot be read: it is not a regular file"));
}

TEST_F(File, IsNotReadBeyondItsLargestSize) {
  EXPECT_THAT(Load(Write("#" + std::string(262'143, 'x'))).findings, IsEmpty());
  EXPECT_THAT(Messages(Load(Write("#" + std::string(262'144, 'x')))),
              ElementsAre("cannot be read: it is larger than 256 KiB"));
}

Finding Wrong(const std::string& file, int line, int column, const std::string& excerpt) {
  Finding finding;
  finding.place.file = file;
  finding.place.line = line;
  finding.place.column = column;
  finding.message = "all is wrong";
  finding.excerpt = excerpt;
  return finding;
}

TEST(ToString, ShowsThePlaceTheMessageAndTheLine) {
  EXPECT_EQ(ToString(Wrong("exporter.yaml", 12, 5, "  a: b\n  ^")),
            "exporter.yaml:12:5: all is wrong\n      a: b\n      ^");
  EXPECT_EQ(ToString(Wrong("exporter.yaml", 0, 0, "")), "exporter.yaml: all is wrong");
  EXPECT_EQ(ToString(Wrong("", 0, 0, "")), "all is wrong");
}

// Rewritten with WEIR_REWRITE_GOLDEN=1 in the environment.
TEST(Golden, AFileFullOfMistakesIsReportedWholeAndInOrder) {
  const std::string folder = WEIR_TEST_DATA;
  const std::string text = ReadWhole(folder + "/mistakes.yaml");
  ASSERT_FALSE(text.empty());
  std::string report;
  for (const Finding& finding : LoadText(text, "exporter.yaml").findings) {
    report += ToString(finding) + "\n";
  }
  if (std::getenv("WEIR_REWRITE_GOLDEN") != nullptr) {
    std::ofstream(folder + "/mistakes.txt") << report;
  }
  EXPECT_EQ(report, ReadWhole(folder + "/mistakes.txt"));
}

TEST(Example, IsWithoutMistakesAndHasItsCollectors) {
  const Loaded loaded = Load(WEIR_SOURCE_DIR "/config/exporter.yaml");
  EXPECT_THAT(Messages(loaded), IsEmpty());
  ASSERT_EQ(loaded.configuration.collectors.size(), 2U);
  EXPECT_EQ(loaded.configuration.collectors[0].name, "foobar");
  EXPECT_EQ(loaded.configuration.collectors[1].name, "node");
  EXPECT_EQ(loaded.configuration.collectors[1].plugin, "linux");
  EXPECT_FALSE(loaded.configuration.collectors[1].interval.has_value());
  EXPECT_THAT(loaded.configuration.web.listen, ElementsAre(":8080"));
}

// "    #   series: 50000" -> 4, where the "# " begins; npos if the line shows no key.
size_t FindShownKey(const std::string& line) {
  const size_t hash = line.find_first_not_of(' ');
  if (hash == std::string::npos || line.compare(hash, 2, "# ") != 0) return std::string::npos;
  const size_t key = line.find_first_not_of(' ', hash + 1);
  const size_t end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", key);
  if (end == std::string::npos || end == key || line[end] != ':') return std::string::npos;
  return end + 1 == line.size() || line[end + 1] == ' ' ? hash : std::string::npos;
}

// The example with every key that it only shows made part of it.
std::string WithShownKeys(std::istream& example) {
  std::string text;
  for (std::string line; std::getline(example, line);) {
    const size_t hash = FindShownKey(line);
    text += (hash == std::string::npos ? line : line.erase(hash, 2)) + "\n";
  }
  return text;
}

TEST(Example, ShowsKeysThatExistWithTheirDefaults) {
  std::ifstream example(WEIR_SOURCE_DIR "/config/exporter.yaml");
  const std::string text = WithShownKeys(example);
  for (const char* key : {"\n  telemetry_path:", "\ndefaults:", "\n    max_staleness:",
                          "\n      label_value:", "\n    config:", "\nplugin_directory:"}) {
    EXPECT_THAT(text, HasSubstr(key));
  }
  const Configuration shown = Good(text);
  ASSERT_EQ(shown.collectors.size(), 2U);
  const Collector& node = shown.collectors[1];
  const Collector plain;
  EXPECT_EQ(shown.web.telemetry_path, Web{}.telemetry_path);
  EXPECT_EQ(node.timeout, plain.timeout);
  EXPECT_EQ(node.start_timeout, plain.start_timeout);
  EXPECT_EQ(node.min_interval, plain.min_interval);
  EXPECT_EQ(node.required, plain.required);
  EXPECT_EQ(node.honor_timestamps, plain.honor_timestamps);
  EXPECT_EQ(node.created_timestamps, plain.created_timestamps);
  EXPECT_EQ(node.limits.series, plain.limits.series);
  EXPECT_EQ(node.limits.labels, plain.limits.labels);
  EXPECT_EQ(node.limits.name_bytes, plain.limits.name_bytes);
  EXPECT_EQ(node.limits.value_bytes, plain.limits.value_bytes);
  EXPECT_EQ(node.limits.help_bytes, plain.limits.help_bytes);
}

TEST(Manual, ItsExamplesAreWithoutMistakes) {
  std::ifstream manual(WEIR_SOURCE_DIR "/docs/configuration.md");
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(manual, line);) {
    if (line.starts_with("```")) {
      inside = line == "```yaml";
      if (inside) blocks.emplace_back();
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  ASSERT_EQ(blocks.size(), 3U);
  EXPECT_THAT(MessagesOf(blocks[0]), IsEmpty());
  EXPECT_THAT(MessagesOf(blocks[1]), IsEmpty());
  setenv("ZONE", "a", 1);
  EXPECT_THAT(MessagesOf(blocks[2]), ElementsAre(HasSubstr("cannot read \"/run/secrets/redis\"")));
  unsetenv("ZONE");
}

}  // namespace
}  // namespace weir::config
