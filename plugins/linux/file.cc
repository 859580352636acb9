#include "file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace weir::linux_plugin {
namespace {

constexpr size_t kFirstCapacity = 16384;
constexpr size_t kValueCapacity = 128;

// The kernel fills one page of at least this size with whole lines for each read.
constexpr size_t kPage = 4096;

bool IsMadeByTheKernel(int descriptor) {
  struct statfs about = {};
  if (fstatfs(descriptor, &about) != 0) return false;
  return about.f_type == PROC_SUPER_MAGIC || about.f_type == SYSFS_MAGIC;
}

}  // namespace

File::File(std::string path, Shape shape, bool keep_open)
    : path_(std::move(path)), shape_(shape), keep_open_(keep_open) {}

File::~File() { Close(); }

std::optional<std::string_view> File::Read(size_t enough) {
  bool was_open = is_open();
  if (!was_open && !Open()) return std::nullopt;
  bool read = ReadUpTo(enough);
  if (!read && was_open) {
    Close();
    read = Open() && ReadUpTo(enough);
  }
  if (!read || !keep_open_) Close();
  if (!read) return std::nullopt;
  return std::string_view(buffer_.get(), size_);
}

bool File::Open() {
  // O_NONBLOCK: a FIFO in the place of a file must not hang the collector.
  descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (descriptor_ < 0) {
    os_error_ = errno;
    return false;
  }
  if (keep_open_ && !IsMadeByTheKernel(descriptor_)) keep_open_ = false;
  return true;
}

void File::Close() {
  if (descriptor_ >= 0) close(descriptor_);
  descriptor_ = -1;
}

bool File::ReadUpTo(size_t enough) {
  size_ = 0;
  while (size_ < enough) {
    if (size_ == capacity_ && !Grow()) return false;
    size_t wanted = std::min(capacity_, enough) - size_;
    ssize_t got = pread(descriptor_, buffer_.get() + size_, wanted, static_cast<off_t>(size_));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      os_error_ = errno;
      return false;
    }
    size_ += static_cast<size_t>(got);
    if (HasEnded(static_cast<size_t>(got), wanted)) return true;
  }
  return true;
}

bool File::Grow() {
  size_t first = shape_ == Shape::kValue ? kValueCapacity : kFirstCapacity;
  size_t capacity = capacity_ == 0 ? first : capacity_ * 2;
  if (capacity > kLargest) {
    os_error_ = EFBIG;
    return false;
  }
  auto buffer = std::make_unique<char[]>(capacity);
  if (size_ != 0) std::memcpy(buffer.get(), buffer_.get(), size_);
  buffer_ = std::move(buffer);
  capacity_ = capacity;
  return true;
}

bool File::HasEnded(size_t got, size_t wanted) const {
  if (got == 0) return true;
  if (got == wanted || shape_ == Shape::kLongLines) return false;
  return shape_ != Shape::kLines || got < kPage - kLongestLine;
}

}  // namespace weir::linux_plugin
