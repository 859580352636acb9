#include "watch/directories.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "log/log.h"

namespace weir::watch {
namespace {

constexpr uint32_t kChanges = IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE |
                              IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF |
                              IN_ONLYDIR;

}  // namespace

Directories::Directories() : fd_(inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (fd_ < 0) SayThatItCannot("files", errno);
}

Directories::~Directories() {
  if (fd_ >= 0) close(fd_);
}

// To add one again gives the watch that there is, or a new one where the directory is another.
void Directories::Follow(const Paths& directories) {
  if (fd_ < 0) return;
  std::map<std::string, int> before = std::exchange(watched_, {});
  for (const std::string& directory : directories) {
    const int watch = inotify_add_watch(fd_, directory.c_str(), kChanges);
    if (watch >= 0) watched_[directory] = watch;
    if (watch < 0 && errno != ENOENT) SayThatItCannot(directory, errno);
  }
  for (const auto& [directory, watch] : watched_) {
    std::erase_if(before, [&, watch = watch](const auto& each) { return each.second == watch; });
  }
  for (const auto& [directory, watch] : before) inotify_rm_watch(fd_, watch);
}

void Directories::Drain() const {
  alignas(inotify_event) std::array<char, 16 * 1024> events;
  while (read(fd_, events.data(), events.size()) > 0) {
  }
}

void Directories::SayThatItCannot(const std::string& directory, int error) {
  if (std::exchange(said_, true)) return;
  log::Warning("changes are noticed late: a directory cannot be watched",
               {{"path", directory}, {"error", std::generic_category().message(error)}});
}

}  // namespace weir::watch
