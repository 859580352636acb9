// A file of /proc or /sys that is read again and again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace weir::linux_plugin {

// Stays open between readings and is read from its start each time, with as few system calls as
// the kernel's way of producing it allows.  Only what lies on procfs or sysfs is kept open: any
// other file may be replaced under its name, and is opened for each reading.  A kept file that
// fails is opened again once, so what vanished and came back is read again.
// Not for sharing between threads.
class File {
 public:
  // How the kernel hands the file out, which tells when it has ended.
  enum class Shape {
    kValue,      // one short value: /sys/.../online
    kOneRecord,  // all at once, of any size: /proc/stat, /proc/meminfo
    kLines,      // page by page, lines of at most kLongestLine bytes: /proc/net/dev
    kLongLines,  // page by page, lines of any length: /proc/self/mountinfo
  };
  static constexpr size_t kLongestLine = 512;
  static constexpr size_t kLargest = size_t{64} << 20;  // more is an error, EFBIG
  static constexpr size_t kAll = SIZE_MAX;

  // Opens nothing yet.  keep_open: false for one of very many, so that descriptors do not run out.
  explicit File(std::string path, Shape shape = Shape::kOneRecord, bool keep_open = true);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // The whole text, or as many bytes of it as are enough, valid until the next Read.  Nothing if it
  // cannot be read; see os_error().
  std::optional<std::string_view> Read(size_t enough = kAll);

  const std::string& path() const { return path_; }
  int os_error() const { return os_error_; }  // errno of the Read that failed last
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }  // while is_open()

 private:
  bool Open();
  void Close();
  bool ReadUpTo(size_t enough);
  bool Grow();
  bool HasEnded(size_t got, size_t wanted) const;

  std::string path_;
  Shape shape_;
  bool keep_open_;
  int descriptor_ = -1;
  int os_error_ = 0;
  std::unique_ptr<char[]> buffer_;
  size_t capacity_ = 0;
  size_t size_ = 0;
};

}  // namespace weir::linux_plugin
