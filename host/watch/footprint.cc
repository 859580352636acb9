#include "watch/footprint.h"

#include <sys/stat.h>

#include <deque>
#include <filesystem>
#include <system_error>

namespace weir::watch {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as the kernel has it

std::string Text(const timespec& time) {
  return std::to_string(time.tv_sec) + "." + std::to_string(time.tv_nsec);
}

std::string Text(const struct stat& status) {
  return std::to_string(status.st_dev) + " " + std::to_string(status.st_ino) + " " +
         std::to_string(status.st_size) + " " + Text(status.st_mtim) + " " + Text(status.st_ctim);
}

// Goes from / to a path, one component after the other, links included.
class Walk {
 public:
  explicit Walk(const fs::path& path) { Prepend(path); }

  Paths Directories() {
    while (!left_.empty() && Step()) {
    }
    return std::move(directories_);
  }

 private:
  void Prepend(const fs::path& path) {
    left_.insert(left_.begin(), path.begin(), path.end());
    if (path.is_absolute()) at_ = "/";
  }

  // False: there is no way on.
  bool Step() {
    const fs::path next = at_ / left_.front();
    const bool last = left_.size() == 1;
    left_.pop_front();
    std::error_code error;
    const fs::file_status status = fs::symlink_status(next, error);
    if (last || !fs::exists(status) || fs::is_symlink(status)) directories_.insert(at_);
    if (!fs::is_symlink(status)) {
      at_ = next.lexically_normal();
      if (at_ != "/" && !at_.has_filename()) at_ = at_.parent_path();  // after a "..": "/a/"
      return fs::is_directory(status);
    }
    const fs::path target = fs::read_symlink(next, error);
    if (error || ++links_ > kMostLinks) return false;
    Prepend(target);
    return true;
  }

  fs::path at_;
  std::deque<fs::path> left_;
  int links_ = 0;
  Paths directories_;
};

}  // namespace

Footprint FootprintOf(const Paths& files) {
  Footprint footprint;
  for (const std::string& file : files) {
    struct stat status = {};
    footprint[file] = stat(file.c_str(), &status) == 0 ? Text(status) : "";
  }
  return footprint;
}

Paths DirectoriesOf(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  return error ? Paths() : Walk(whole).Directories();
}

}  // namespace weir::watch
