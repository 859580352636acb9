#include "web/security/watched_files.h"

#include <algorithm>

#include "config/text_file.h"

namespace weir::web {
namespace {

constexpr size_t kMostBytes = size_t{256} * 1024;

}  // namespace

Result<std::string> WatchedFiles::Read(const std::string& path) {
  const auto now = std::chrono::system_clock::now();
  const FileStamp stamp = FileStamp::Of(path);  // before: what changes meanwhile is seen later
  if (!stamp.IsSettled(now)) look_again_ = std::min(look_again_, now + FileStamp::kSettling);
  stamps_[path] = stamp;
  Result<std::string> text = config::ReadTextFile(path, kMostBytes);
  contents_ += path + '\0' + (text ? *text : text.error().message) + '\0';
  if (!text) return Fail("cannot read " + path + ": " + text.error().message);
  return text;
}

bool WatchedFiles::HaveChanged() const {
  if (std::chrono::system_clock::now() >= look_again_) return true;
  return std::ranges::any_of(
      stamps_, [](const auto& each) { return FileStamp::Of(each.first) != each.second; });
}

}  // namespace weir::web
