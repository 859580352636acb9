#include "config/folder.h"

#include <filesystem>
#include <system_error>

namespace weir::config {

namespace fs = std::filesystem;

Folder::Folder(const std::string& file) {
  std::error_code ignored;  // without a working directory, paths stay as they are
  const fs::path absolute = fs::absolute(fs::path(file).parent_path() / ".", ignored);
  path_ = absolute.string();
}

std::string Folder::Absolute(const std::string& path) const {
  return (fs::path(path_) / path).lexically_normal().string();
}

}  // namespace weir::config
