#include "config/file_pattern.h"

#include <fnmatch.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace weir::config {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kWildcards = "*?[";

}  // namespace

bool IsPattern(const std::string& path) {
  return path.find_first_of(kWildcards) != std::string::npos;
}

Result<std::vector<std::string>> MatchFiles(const std::string& pattern) {
  const fs::path path(pattern);
  const fs::path folder = path.parent_path();
  if (IsPattern(folder.string())) return Fail("has a wildcard in more than its last part");
  std::vector<std::string> files;
  std::error_code error;
  fs::directory_iterator entries(folder.empty() ? "." : folder, error);
  if (error == std::errc::no_such_file_or_directory) return files;
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (fnmatch(path.filename().c_str(), name.c_str(), FNM_PERIOD) != 0) continue;
    std::error_code ignored;
    if (entries->is_regular_file(ignored)) files.push_back((folder / name).string());
  }
  if (error) return Fail("cannot be followed: " + error.message());
  std::ranges::sort(files);
  return files;
}

}  // namespace weir::config
