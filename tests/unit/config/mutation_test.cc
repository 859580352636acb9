// A good configuration, damaged a few thousand times: nothing crashes, and every finding has a
// place within the text.
#include <algorithm>
#include <random>
#include <string_view>

#include "config/utf8.h"
#include "loading.h"

namespace weir::config {
namespace {

constexpr std::string_view kPieces[] = {"\n",          " ",
                                        "\t",          ":",
                                        ": ",          "-",
                                        "- ",          "[",
                                        "]",           "{",
                                        "}",           ",",
                                        "\"",          "'",
                                        "#",           "&a ",
                                        "*a",          "!x ",
                                        "!!map ",      "|",
                                        ">",           "? ",
                                        "---\n",       "...\n",
                                        "%A b\n",      "<<: ",
                                        "~",           "null",
                                        "\\",          "\xFF",
                                        "\xC3\xA9",    "\x04",
                                        "\r",          "\r\n",
                                        "{file: x}",   "{env: X}",
                                        ".inf",        "1e999",
                                        "-1",          "99999999999999999999",
                                        "web: ",       "collectors:\n",
                                        "  ",          "\xEF\xBB\xBF",
                                        "\xE2\x80\xA8"};

class Damage {
 public:
  explicit Damage(unsigned seed) : random_(seed) {}

  std::string operator()(std::string text) {
    for (size_t i = 0, times = 1 + Below(4); i < times; ++i) Once(text);
    return text;
  }

 private:
  size_t Below(size_t bound) { return random_() % bound; }

  void Once(std::string& text) {
    const size_t at = Below(text.size() + 1);
    switch (Below(5)) {
      case 0:
        text.insert(at, kPieces[Below(std::size(kPieces))]);
        break;
      case 1:
        text.erase(at, 1 + Below(20));
        break;
      case 2:
        text.insert(at, text.substr(Below(text.size() + 1), 1 + Below(100)));
        break;
      case 3:
        if (at < text.size()) text[at] = static_cast<char>(Below(256));
        break;
      default:
        text.resize(at);
    }
  }

  std::mt19937 random_;
};

// Lines as the loader counts them.
std::vector<std::string> LinesOf(std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  std::vector<std::string> lines = {""};
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] != '\n') {
      lines.back() += text[i];
    } else if (i + 1 < text.size()) {
      lines.emplace_back();
    }
  }
  return lines;
}

void ExpectWithin(const std::vector<std::string>& lines, const Place& place) {
  ASSERT_GE(place.line, 1);
  ASSERT_LE(static_cast<size_t>(place.line), lines.size());
  ASSERT_GE(place.column, 1);
  ASSERT_LE(static_cast<size_t>(place.column),
            lines[static_cast<size_t>(place.line) - 1].size() + 1);
}

void ExpectSound(const std::string& text, const Loaded& loaded) {
  const std::vector<std::string> lines = LinesOf(text);
  std::pair<int, int> last{0, 0};
  for (const Finding& finding : loaded.findings) {
    if (finding.place.line != 0) ExpectWithin(lines, finding.place);
    EXPECT_EQ(FirstMalformed(ToString(finding)), std::string::npos);
    EXPECT_LE(last, std::pair(finding.place.line, finding.place.column));
    last = {finding.place.line, finding.place.column};
  }
  for (const Collector& collector : loaded.configuration.collectors) {
    for (const auto& [pointer, place] : collector.config_places) ExpectWithin(lines, place);
  }
}

TEST(Mutation, OfAGoodFileNeverCrashesAndIsReportedWithinTheText) {
  const std::string good = ReadWhole(WEIR_TEST_DATA "/good.yaml");
  ASSERT_THAT(MessagesOf(good), testing::IsEmpty());
  Damage damage(20240229);
  int accepted = 0;
  for (int i = 0; i < 4000 && !HasFailure(); ++i) {
    const std::string text = damage(good);
    SCOPED_TRACE(testing::PrintToString(text));
    const Loaded loaded = LoadText(text, "exporter.yaml");
    ExpectSound(text, loaded);
    accepted += loaded.findings.empty() ? 1 : 0;
  }
  EXPECT_GT(accepted, 50);    // comments, strings and numbers can change
  EXPECT_LT(accepted, 2000);  // most damage is found
}

}  // namespace
}  // namespace weir::config
