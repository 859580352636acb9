// Any text as a configuration: nothing is thrown, every finding has a place within the text and is
// printable, and what is accepted is what later stages rely on.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "config/configuration.h"
#include "target.h"
#include "utf8.h"

namespace weir::fuzz {
namespace {

constexpr const char* kFile = "exporter.yaml";

// Their lengths, as the loader counts lines: without a byte order mark and with LF for CRLF.
std::vector<size_t> LineLengths(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<size_t> lengths = {0};
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\r\n") continue;
    if (text[i] != '\n') {
      ++lengths.back();
    } else if (i + 1 < text.size()) {
      lengths.push_back(0);
    }
  }
  return lengths;
}

// That a terminal would obey; of a finding with its excerpt, which has several lines.
bool HasControls(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) return true;
    if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0)
      return true;
  }
  return false;
}

class Judge {
 public:
  explicit Judge(std::string_view text) : lengths_(LineLengths(text)) {}

  void Check(const config::Loaded& loaded) {
    for (const auto& finding : loaded.findings) CheckFinding(finding);
    if (loaded.findings.empty()) CheckAccepted(loaded.configuration);
  }

 private:
  // Of what the text includes, places are in other files.
  void CheckPlace(const config::Place& place, const std::string& what) const {
    if (place.file != kFile) return;
    WEIR_REQUIRE(place.line >= 1 && place.column >= 1, what + ": no place");
    const auto line = static_cast<size_t>(place.line), column = static_cast<size_t>(place.column);
    WEIR_REQUIRE(line <= lengths_.size(), what + ": a line behind the text");
    WEIR_REQUIRE(column <= lengths_[line - 1] + 1, what + ": a column behind the line");
  }

  void CheckFinding(const config::Finding& finding) {
    const std::string said = ToString(finding);
    CheckPlace(finding.place, said);
    WEIR_REQUIRE(!finding.message.empty() && strict::IsWellFormed(said), said);
    WEIR_REQUIRE(!HasControls(said), "a control character: " + said);
    WEIR_REQUIRE(finding.message.find('\n') == std::string::npos, "two lines: " + said);
    if (finding.place.file != kFile) return;
    const std::pair here(finding.place.line, finding.place.column);
    WEIR_REQUIRE(last_ <= here, "out of order: " + said);
    last_ = here;
  }

  void CheckAccepted(const config::Configuration& configuration) const {
    std::vector<std::string> names;
    for (const auto& collector : configuration.collectors) {
      names.push_back(collector.name);
      CheckCollector(collector);
    }
    std::ranges::sort(names);
    WEIR_REQUIRE(std::ranges::adjacent_find(names) == names.end(), "a collector's name twice");
  }

  void CheckCollector(const config::Collector& collector) const {
    WEIR_REQUIRE(!collector.name.empty() && !collector.plugin.empty(), "a collector of nothing");
    CheckPlace(collector.place, "collector");
    CheckPlace(collector.plugin_place, "plugin");
    WEIR_REQUIRE(collector.timeout.count() > 0, "no timeout");
    WEIR_REQUIRE(!collector.interval || collector.interval->count() > 0, "no interval");
    const auto json = nlohmann::json::parse(collector.config, nullptr, false);
    WEIR_REQUIRE(json.is_object(), "no JSON: " + collector.config);
    for (const auto& [pointer, place] : collector.config_places) {
      CheckPlace(place, "config" + pointer);
      WEIR_REQUIRE(json.contains(nlohmann::json::json_pointer(pointer)), "nowhere: " + pointer);
    }
  }

  const std::vector<size_t> lengths_;
  std::pair<int, int> last_{0, 0};
};

}  // namespace
}  // namespace weir::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(weir::fuzz::TextOf(data, size));
  weir::fuzz::Judge(text).Check(weir::config::LoadText(text, weir::fuzz::kFile));
  return 0;
}
