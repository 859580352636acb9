#include "filter.h"

namespace weir::linux_plugin {

std::optional<std::regex> ReadPattern(const Config& config, const std::string& path,
                                      const char* fallback) {
  std::string pattern = config.Get(path, fallback);
  if (pattern.empty()) return std::nullopt;
  try {
    return std::regex(pattern, std::regex::ECMAScript | std::regex::optimize);
  } catch (const std::regex_error& error) {
    Config::Complain(path, std::string("is not a regular expression: ") + error.what());
  }
}

bool Matches(const std::regex& pattern, std::string_view name) {
  constexpr size_t kLongest = 1024;
  name = name.substr(0, kLongest);
  return std::regex_search(name.begin(), name.end(), pattern);
}

Filter::Filter(const Config& config, const std::string& include_path,
               const std::string& exclude_path, const char* default_exclude)
    : include_(ReadPattern(config, include_path, "")),
      exclude_(ReadPattern(config, exclude_path, include_ ? "" : default_exclude)) {}

bool Filter::Shows(std::string_view name) const {
  if (include_ && !Matches(*include_, name)) return false;
  return !exclude_ || !Matches(*exclude_, name);
}

}  // namespace weir::linux_plugin
