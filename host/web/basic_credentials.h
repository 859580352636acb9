// The name and the password of an Authorization header (RFC 7617).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace weir::web {

struct BasicCredentials {
  std::string name;
  std::string password;
};

// Nothing if the header is of another scheme, or is not what RFC 7617 wants.
std::optional<BasicCredentials> ParseBasicCredentials(std::string_view authorization);

}  // namespace weir::web
