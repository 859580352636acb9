#include "config/text_file.h"

#include <fcntl.h>
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
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (file.get() < 0) return SystemError();
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
