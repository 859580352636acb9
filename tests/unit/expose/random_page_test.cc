// Whatever collectors say, the page is strictly right in every format and says the same.
#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "random_pages.h"
#include "rounds.h"

namespace weir::expose {
namespace {

using strict::Names;

bool SameValue(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

// Everything expected is there and nothing else.
void ExpectSays(const strict::Page& page, const Sayings& expected, double ms_per_unit) {
  size_t found = 0;
  for (const auto& family : page) {
    for (const auto& sample : family.samples) {
      ++found;
      const auto said = expected.find({sample.name, sample.labels});
      ASSERT_NE(said, expected.end()) << sample.name;
      EXPECT_TRUE(SameValue(sample.value, said->second.value)) << sample.name;
      const double ms = sample.timestamp ? *sample.timestamp * ms_per_unit : 0;
      EXPECT_EQ(std::llround(ms), said->second.timestamp_ms) << sample.name;
    }
  }
  EXPECT_EQ(found, expected.size());
}

void ExpectUtf8Pages(const RandomPage& random) {
  const Shown& shown = random.shown;
  ExpectSays(strict::ParseText(shown.Text(Format::kText, Escaping::kAllowUtf8), Names::kUtf8),
             random.expected_utf8, 1);
  ExpectSays(strict::ParseOpenMetrics(shown.Text(Format::kOpenMetrics, Escaping::kAllowUtf8),
                                      Names::kUtf8),
             random.expected_utf8, 1000);
  ExpectSays(strict::ParseProtobuf(shown.Protobuf(Escaping::kAllowUtf8)), random.expected_utf8, 1);
}

// Other names, but as many.
void ExpectEscapedPages(const RandomPage& random, Escaping escaping) {
  const Shown& shown = random.shown;
  const auto count = [](const strict::Page& page) {
    size_t samples = 0;
    for (const auto& family : page) samples += family.samples.size();
    return samples;
  };
  EXPECT_EQ(count(strict::ParseText(shown.Text(Format::kText, escaping))), random.expected.size());
  EXPECT_EQ(count(strict::ParseOpenMetrics(shown.Text(Format::kOpenMetrics, escaping))),
            random.expected.size());
  EXPECT_EQ(count(strict::ParseProtobuf(shown.Protobuf(escaping))), random.expected.size());
}

// The dots scheme doubles it, which makes the name a reserved one: that lies in the scheme.
bool HasLabelWithUnderscoreInFront(const RandomPage& random) {
  for (const auto& [series, said] : random.expected) {
    for (const auto& [name, value] : series.second) {
      if (name.starts_with('_')) return true;
    }
  }
  return false;
}

class RandomPages : public ::testing::TestWithParam<bool> {};

TEST_P(RandomPages, AreStrictlyRightAndSayWhatWasPushed) {
  for (uint32_t seed = 0; seed < static_cast<uint32_t>(Rounds(200)); ++seed) {
    const RandomPage random = MakeRandomPage(seed, GetParam());
    const std::string text = random.shown.Text(Format::kText);
    const std::string openmetrics = random.shown.Text(Format::kOpenMetrics);
    try {
      ExpectSays(strict::ParseText(text), random.expected, 1);
      ExpectSays(strict::ParseOpenMetrics(openmetrics), random.expected, 1000);
      ExpectSays(strict::ParseProtobuf(random.shown.Protobuf()), random.expected, 1);
      ExpectUtf8Pages(random);
      if (!HasLabelWithUnderscoreInFront(random)) ExpectEscapedPages(random, Escaping::kDots);
      ExpectEscapedPages(random, Escaping::kValues);
    } catch (const strict::NotStrict& violation) {
      FAIL() << "seed " << seed << ": " << violation.what() << "\n" << text << "\n" << openmetrics;
    }
    if (HasFailure()) FAIL() << "seed " << seed << "\n" << text << "\n" << openmetrics;
  }
}

INSTANTIATE_TEST_SUITE_P(Tame, RandomPages, ::testing::Values(true));
INSTANTIATE_TEST_SUITE_P(Wild, RandomPages, ::testing::Values(false));

TEST(RandomPagesThemselves, AreNotEmpty) {
  size_t lines = 0, exemplars = 0, timestamps = 0, unknown = 0;
  for (uint32_t seed = 0; seed < 50; ++seed) {
    const RandomPage random = MakeRandomPage(seed, false);
    lines += random.expected.size();
    for (const auto& family : strict::ParseOpenMetrics(random.shown.Text(Format::kOpenMetrics))) {
      unknown += family.type == "unknown" ? 1u : 0u;
      for (const auto& sample : family.samples) {
        exemplars += sample.exemplar ? 1u : 0u;
        timestamps += sample.timestamp ? 1u : 0u;
      }
    }
  }
  EXPECT_GT(lines, 1000u);
  EXPECT_GT(exemplars, 10u);
  EXPECT_GT(timestamps, 100u);
  EXPECT_GT(unknown, 50u);
}

// ---- The second judges: client_python's parsers, Google's protobuf ---------------------------

// The interpreter that has the module; empty if none has.
std::string PythonWith(const std::string& module) {
  for (const std::string python : {"python3", "/usr/bin/python3"}) {
    const std::string probe = python + " -c 'import " + module + "' 2>/dev/null";
    if (std::system(probe.c_str()) == 0) return python;
  }
  return "";
}

class PythonJudge : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string folder = (std::filesystem::temp_directory_path() / "weir-pages-XXXXXX").string();
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Has a script of this folder, which needs the module, read pages in that format; it must find
  // as many samples as are expected on each.
  void ExpectAccepted(const std::string& module, const std::string& script, Format format) {
    const std::string python = PythonWith(module);
    if (python.empty()) GTEST_SKIP() << "no Python with " << module;
    for (uint32_t seed = 0; seed < 150; ++seed) {
      const RandomPage random = MakeRandomPage(seed, true);
      std::ofstream(folder_ / (std::to_string(seed) + "-" + std::to_string(random.expected.size())),
                    std::ios::binary)
          << random.shown.Text(format);
    }
    const std::string command = python + " " + WEIR_SOURCE_DIR + "/tests/unit/expose/" + script +
                                " '" + folder_.string() + "' 2>&1";
    FILE* const pipe = popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string said;
    char buffer[4096];
    while (const size_t count = fread(buffer, 1, sizeof buffer, pipe)) said.append(buffer, count);
    EXPECT_EQ(pclose(pipe), 0) << said;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(PythonJudge, ClientPythonTakesTextPages) {
  ExpectAccepted("prometheus_client", "client_python.py text", Format::kText);
}

TEST_F(PythonJudge, ClientPythonTakesOpenMetricsPages) {
  ExpectAccepted("prometheus_client", "client_python.py openmetrics", Format::kOpenMetrics);
}

TEST_F(PythonJudge, GoogleProtobufTakesProtobufPages) {
  ExpectAccepted("google.protobuf", "google_protobuf.py", Format::kProtobuf);
}

}  // namespace
}  // namespace weir::expose
