#include "worker/usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <memory>
#include <string>

namespace weir::worker {

Usage::Usage(pid_t pid)
    : has_clock_(clock_getcpuclockid(pid, &cpu_clock_) == 0),
      folder_(open(("/proc/" + std::to_string(pid)).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

std::chrono::nanoseconds Usage::Cpu() const {
  timespec time{};
  if (!has_clock_ || clock_gettime(cpu_clock_, &time) != 0) return {};
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::optional<double> Usage::ResidentBytes() const {
  const plugin::FileDescriptor file(openat(folder_.get(), "statm", O_RDONLY | O_CLOEXEC));
  char text[128] = "";
  unsigned long pages = 0;
  if (!file || read(file.get(), text, sizeof text - 1) <= 0) return {};
  if (sscanf(text, "%*u %lu", &pages) != 1) return {};
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// Since Linux 6.2 the folder's size is their number; before that they are to be counted.
std::optional<double> Usage::OpenFds() const {
  plugin::FileDescriptor fds(openat(folder_.get(), "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  struct stat status = {};
  if (!fds || fstat(fds.get(), &status) != 0) return {};
  if (status.st_size > 0) return static_cast<double>(status.st_size);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(fdopendir(fds.Release()), closedir);
  if (!stream) return {};
  double count = -2;  // "." and ".."
  while (readdir(stream.get()) != nullptr) ++count;
  return count;
}

}  // namespace weir::worker
