#include "config/text_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace weir::config {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

tl::unexpected<Error> SystemError() { return Fail(std::generic_category().message(errno)); }

Result<void> CheckRegular(int fd) {
  struct stat status = {};
  if (fstat(fd, &status) != 0) return SystemError();
  if (S_ISREG(status.st_mode)) return {};
  if (S_ISDIR(status.st_mode)) return Fail(std::generic_category().message(EISDIR));
  return Fail(S_ISFIFO(status.st_mode) ? "it is a pipe, not a file" : "it is not a regular file");
}

ssize_t ReadSome(int fd, char* out, size_t size) {
  ssize_t count = 0;
  do {
    count = read(fd, out, size);
  } while (count < 0 && errno == EINTR);
  return count;
}

}  // namespace

Result<std::string> ReadTextFile(const std::string& path, size_t limit) {
  if (path.find('\0') != std::string::npos) return Fail("a path has no NUL byte");
  // Without O_NONBLOCK, to open a FIFO would wait for somebody who writes to it.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (file.get() < 0) return SystemError();
  if (auto regular = CheckRegular(file.get()); !regular) return tl::unexpected(regular.error());
  std::string text;
  char block[16384];
  ssize_t count = 0;
  while ((count = ReadSome(file.get(), block, sizeof block)) > 0) {
    text.append(block, static_cast<size_t>(count));
    if (text.size() > limit) {
      return Fail("it is larger than " + std::to_string(limit / 1024) + " KiB");
    }
  }
  if (count < 0) return SystemError();
  return text;
}

}  // namespace weir::config
