#include "cli/check_findings.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace weir::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kCollector = "collector \"";

// Messages about a collector begin with its name.
std::string CollectorOf(const std::string& message) {
  if (!message.starts_with(kCollector)) return "";
  const size_t begin = kCollector.size();
  return message.substr(begin, message.find('"', begin) - begin);
}

ordered_json NumberOrNull(int number) { return number > 0 ? ordered_json(number) : nullptr; }

}  // namespace

void CheckFindings::Add(const config::Collector& collector, const config::Place& place,
                        const std::string& message) {
  Add(config::Finding{place, "collector \"" + collector.name + "\": " + message, ""});
}

void CheckFindings::Add(const config::Collector& collector, const std::string& message) {
  std::vector<config::Place> places = {collector.plugin_place, collector.sha256_place,
                                       collector.sandbox.user_place, collector.place};
  for (const auto& [pointer, place] : collector.config_places) places.push_back(place);
  for (const config::Place& place : places) {
    const std::string prefix = config::ToString(place) + ": ";
    if (place.line == 0 || !message.starts_with(prefix)) continue;
    return Add(config::Finding{place, message.substr(prefix.size()), ""});
  }
  Add(message);
}

size_t CheckFindings::count() const {
  return static_cast<size_t>(std::ranges::count(entries_, "error", &Entry::severity));
}

std::string CheckFindings::ForPeople() const {
  std::string text;
  for (const auto& [finding, severity] : entries_) {
    if (severity == "error") text += config::ToString(finding) + "\n";
  }
  return text;
}

std::vector<std::string> CheckFindings::Notes() const {
  std::vector<std::string> notes;
  for (const auto& [finding, severity] : entries_) {
    if (severity == "info") notes.push_back(finding.message);
  }
  return notes;
}

std::string CheckFindings::AsJson() const {
  ordered_json all = ordered_json::array();
  for (const auto& [finding, severity] : entries_) {
    const std::string collector = CollectorOf(finding.message);
    all.push_back({{"file", finding.place.file},
                   {"line", NumberOrNull(finding.place.line)},
                   {"column", NumberOrNull(finding.place.column)},
                   {"collector", collector.empty() ? ordered_json() : ordered_json(collector)},
                   {"message", finding.message},
                   {"severity", severity}});
  }
  return all.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace weir::cli
