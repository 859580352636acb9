// What of a page a request wants (its query): some collectors, some families.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace weir::web {

struct Filter {
  std::vector<std::string> collect;  // only these collectors; all if empty
  std::vector<std::string> exclude;  // not these
  std::vector<std::string> names;    // only these families; all if empty

  bool empty() const { return collect.empty() && exclude.empty() && names.empty(); }
  bool Wants(std::string_view collector) const;
};

// What Weir's own families are called here.
inline constexpr std::string_view kOwnCollector = "weir";

// collect[], exclude[] and name[], each as often as one likes, percent-decoded; a plus is a blank.
// Other parameters are not looked at.  Fails with a sentence: collect[] and exclude[] together, or
// a percent sign without two hexadecimal digits.
tl::expected<Filter, std::string> ParseFilter(std::string_view query);

}  // namespace weir::web
