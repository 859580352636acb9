#include "web/security/file_stamp.h"

#include <sys/stat.h>

namespace weir::web {
namespace {

FileStamp::SystemTime TimeOf(const timespec& time) {
  return FileStamp::SystemTime(std::chrono::duration_cast<FileStamp::SystemTime::duration>(
      std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec)));
}

}  // namespace

FileStamp FileStamp::Of(const std::string& path) {
  struct stat status {};
  FileStamp stamp;
  if (stat(path.c_str(), &status) != 0) return stamp;
  stamp.device_ = status.st_dev;
  stamp.inode_ = status.st_ino;
  stamp.size_ = status.st_size;
  stamp.modified_ = TimeOf(status.st_mtim);
  stamp.changed_ = TimeOf(status.st_ctim);
  return stamp;
}

}  // namespace weir::web
