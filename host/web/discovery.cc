#include "web/discovery.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace weir::web {
namespace {

using nlohmann::ordered_json;

constexpr size_t kLongest = 255;
constexpr std::string_view kMarks = ".-_:[]%";

bool IsPartOfAddress(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

}  // namespace

bool IsAddress(std::string_view text) {
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, IsPartOfAddress);
}

std::string TargetGroups(const config::Configuration& configuration, std::string_view address,
                         std::string_view base) {
  ordered_json groups = ordered_json::array();
  for (const config::Collector& collector : configuration.collectors) {
    groups.push_back({{"targets", {address}},
                      {"labels",
                       {{"__metrics_path__", std::string(base) + collector.name},
                        {"collector", collector.name}}}});
  }
  return groups.dump() + "\n";
}

}  // namespace weir::web
