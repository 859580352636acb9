#include "mounts_file.h"

#include <poll.h>

#include <optional>

namespace weir::linux_plugin {

MountsFile::MountsFile(const std::string& procfs)
    : of_init_(procfs + "/1/mountinfo", File::Shape::kLongLines),
      own_(procfs + "/self/mountinfo", File::Shape::kLongLines),
      file_(&of_init_) {}

MountsFile::Result MountsFile::Read(std::string_view* text) {
  if (!reading_.IsDue(HasChanged())) return Result::kUnchanged;
  file_ = &of_init_;
  std::optional<std::string_view> read = file_->Read();
  if (!read) {
    file_ = &own_;
    read = file_->Read();
  }
  was_read_ = read.has_value();
  if (!was_read_) return Result::kUnreadable;
  *text = *read;
  return Result::kNew;
}

bool MountsFile::HasChanged() const {
  // What is not kept open is not the kernel's, and poll would say nothing of use about it.
  if (!was_read_ || !file_->is_open()) return true;
  pollfd change = {file_->descriptor(), POLLPRI, 0};
  return poll(&change, 1, 0) < 0 || change.revents != 0;
}

}  // namespace weir::linux_plugin
