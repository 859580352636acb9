// {file: PATH} and {env: NAME}: strings that stand elsewhere, mostly secrets.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "config/folder.h"
#include "config/node.h"
#include "error/result.h"

namespace weir::config {

constexpr size_t kMaxReferenceBytes = size_t{64} * 1024;         // of one
constexpr size_t kMaxReferencesBytes = size_t{4} * 1024 * 1024;  // of all in one configuration

// A map with that one key and a string.  With the tag !!map it is a map like any other.
bool IsReference(const Node& node);

// `{env: "NAME"}`.  REQUIRES: IsReference(node)
std::string FormatReference(const Node& node);

class References {
 public:
  explicit References(const Folder& folder) : folder_(folder) {}

  // What the reference stands for, in UTF-8; of a file without one newline at its end.
  // REQUIRES: IsReference(node)
  Result<std::string> Resolve(const Node& node);

  // From here on, what they stand for is not looked for.
  void PassOver(bool passed_over) { passed_over_ = passed_over; }
  bool passed_over() const { return passed_over_; }

  // Counts what the references of another file have come to.
  void Continue(const References& before) {
    files_ = before.files_;
    bytes_ = before.bytes_;
  }

  // The absolute paths of all files that were asked for, in order of their letters.
  std::vector<std::string> Files() const { return {files_.begin(), files_.end()}; }

 private:
  const Folder& folder_;
  std::set<std::string> files_;
  size_t bytes_ = 0;
  bool passed_over_ = false;
};

}  // namespace weir::config
