// What each kind of bad client says, and how.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace weir::abuse {

struct Abuse {
  std::string script;                    // all that it sends
  size_t drip_from = std::string::npos;  // from there on one byte a second
  bool reads = true;
  bool half_close = false;  // says that it has finished sending
  bool reset = false;       // vanishes as soon as it has sent
};

// Nothing if there is no such mode.  path: what it asks for.
std::optional<Abuse> FindAbuse(const std::string& mode, const std::string& path);
std::string Modes();

}  // namespace weir::abuse
