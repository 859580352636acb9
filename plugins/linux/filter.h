// Which names of a kind are shown, as two regular expressions say.
#pragma once

#include <weir/config.h>

#include <optional>
#include <regex>
#include <string>
#include <string_view>

namespace weir::linux_plugin {

// Shows what matches the include pattern, if there is one, and does not match the exclude pattern,
// if there is one.  Patterns are ECMAScript's and match anywhere in a name unless anchored.
// Matching is slow: ask once for each name and keep the answer.  Any number of threads.
class Filter {
 public:
  // Reads both patterns from the configuration.  Where there is none, the default one excludes; an
  // include pattern of the operator's own takes its place.  An empty pattern is none.
  // Throws Error with the path of a pattern that is no regular expression.
  Filter(const Config& config, const std::string& include_path, const std::string& exclude_path,
         const char* default_exclude);

  bool Shows(std::string_view name) const;

 private:
  std::optional<std::regex> include_;
  std::optional<std::regex> exclude_;
};

// One pattern, compiled; nothing if it is empty.  Throws as Filter does.
std::optional<std::regex> ReadPattern(const Config& config, const std::string& path,
                                      const char* fallback);

// Whether the pattern matches anywhere in the name, of which no more than the first 1024 bytes
// count: the standard library's matcher needs stack for every byte.
bool Matches(const std::regex& pattern, std::string_view name);

}  // namespace weir::linux_plugin
