#include "cli/changes.h"

#include <set>

namespace weir::cli {

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
         Listed(changes.changed) + "; kept " + std::to_string(changes.kept);
}

}  // namespace weir::cli
