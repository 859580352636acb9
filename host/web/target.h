// The target of a request line (RFC 9112 section 3.2), taken apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::web {

struct Target {
  std::string path;   // percent-decoded
  std::string query;  // as it came, without the question mark
};

// Takes "/path?query" and "http://host/path?query"; anything else becomes a path that no route has.
// Nothing if a percent sign is not followed by two hexadecimal digits.
std::optional<Target> ParseTarget(std::string_view text);

// Nothing if a percent sign is not followed by two hexadecimal digits.
std::optional<std::string> PercentDecode(std::string_view text);

// For a path's segment in a link: all but unreserved characters as %XX.
std::string PercentEncode(std::string_view segment);

}  // namespace weir::web
