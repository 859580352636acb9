// The folder of the configuration file, to which the paths in it are relative.
#pragma once

#include <string>

namespace weir::config {

class Folder {
 public:
  // REQUIRES: the process does not change its working directory if `file` is relative.
  explicit Folder(const std::string& file);

  // Absolute, "." and ".." resolved by their letters, as Prometheus does.
  std::string Absolute(const std::string& path) const;

 private:
  std::string path_;
};

}  // namespace weir::config
