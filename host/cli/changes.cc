#include "cli/changes.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "config/effective.h"

namespace weir::cli {
namespace {

using nlohmann::ordered_json;

// Of which both have one, in the order of the first.
std::vector<std::string> NamesInBoth(const config::Configuration& configuration,
                                     const config::Configuration& other) {
  std::set<std::string> others;
  for (const auto& collector : other.collectors) others.insert(collector.name);
  std::vector<std::string> names;
  for (const auto& collector : configuration.collectors) {
    if (others.contains(collector.name)) names.push_back(collector.name);
  }
  return names;
}

using Settings = std::set<std::pair<std::string, std::string>>;  // "web.listen", its value

void Add(const std::string& name, const ordered_json& value, Settings& settings) {
  if (!value.is_object()) {
    settings.emplace(name, value.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
    return;
  }
  for (const auto& [key, member] : value.items())
    Add(name.empty() ? key : name + "." + key, member, settings);
}

Settings SettingsOf(const config::Configuration& configuration) {
  ordered_json document = config::Effective(configuration, TrustOf(configuration).directory);
  document.erase("collectors");
  Settings settings;
  Add("", document, settings);
  return settings;
}

}  // namespace

Changes Compare(const Loadings& running, const Loadings& next) {
  Changes changes;
  std::set<std::string> before, after;
  for (const Loading& loading : running) before.insert(loading.config->name);
  for (const Loading& loading : next) {
    const std::string& name = loading.config->name;
    after.insert(name);
    if (loading.kept) {
      ++changes.kept;
    } else {
      (before.contains(name) ? changes.changed : changes.added).push_back(name);
    }
  }
  for (const Loading& loading : running) {
    if (!after.contains(loading.config->name)) changes.removed.push_back(loading.config->name);
  }
  return changes;
}

std::vector<std::string> ChangedSettings(const config::Configuration& running,
                                         const config::Configuration& next) {
  Settings differing;
  std::ranges::set_symmetric_difference(SettingsOf(running), SettingsOf(next),
                                        std::inserter(differing, differing.end()));
  std::set<std::string> changed;
  for (const auto& [name, value] : differing) changed.insert(name);
  if (NamesInBoth(running, next) != NamesInBoth(next, running)) changed.insert("collectors");
  return {changed.begin(), changed.end()};
}

std::string JoinFindings(const std::vector<config::Finding>& findings) {
  std::string text;
  for (const auto& finding : findings) {
    text += (text.empty() ? "" : "\n") +
            config::ToString(config::Finding{finding.place, finding.message, ""});
  }
  return text;
}

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

std::string ToString(const Changes& changes) {
  return "added " + Listed(changes.added) + "; removed " + Listed(changes.removed) + "; changed " +
         Listed(changes.changed) + "; kept " + std::to_string(changes.kept) +
         (changes.settings.empty() ? "" : "; settings " + Listed(changes.settings));
}

}  // namespace weir::cli
