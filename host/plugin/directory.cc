#include "plugin/directory.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "plugin/file_trust.h"

namespace weir::plugin {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 8;

std::string SystemError(int error) { return std::generic_category().message(error); }

std::string OpenFault(int error) {
  return error == ENOENT ? "does not exist" : "cannot be opened: " + SystemError(error);
}

// The directory as it was asked for, then the ancestor if that is what the fault is about.
std::string Blame(const std::string& whole, const std::string& at_fault, const std::string& fault) {
  return at_fault == whole ? whole + " " + fault : whole + ": " + at_fault + " " + fault;
}

// No link is followed on the way, so the parent is also the parent in the text.
std::string Below(const std::string& directory, const std::string& component) {
  const fs::path path(directory);
  return (component == ".." ? path.parent_path() : path / component).string();
}

std::string LinkFault(const std::string& path) {
  std::error_code ignored;
  const std::string real = fs::canonical(path, ignored).string();
  return "is a symbolic link: " + (real.empty() ? "" : "write " + real + " instead, ") +
         "or set allow_unsafe_plugins: true";
}

std::string KindFault(const struct stat& status, const std::string& path) {
  if (S_ISLNK(status.st_mode)) return LinkFault(path);
  if (!S_ISDIR(status.st_mode)) return "is " + KindOfFile(status.st_mode) + ", not a directory";
  return "";
}

bool IsBeneath(const std::string& root, const std::string& path) {
  return path.starts_with(root.ends_with('/') ? root : root + "/");
}

Result<std::string> ReadLink(int directory, const std::string& name) {
  std::string target(PATH_MAX, '\0');
  const ssize_t length = readlinkat(directory, name.c_str(), target.data(), target.size());
  if (length < 0) return Fail(OpenFault(errno));
  target.resize(static_cast<size_t>(length));
  return target;
}

bool IsPluginFile(const std::string& name) { return name.ends_with(".so") && name.front() != '.'; }

}  // namespace

Result<Directory> Directory::Open(const std::string& path, const std::string& what,
                                  bool allow_unsafe) {
  std::error_code error;
  const std::string absolute = fs::absolute(path, error).string();
  if (path.empty()) return Fail("the name of the " + what + " is empty");
  if (error) return Fail(what + " " + Blame(path, path, OpenFault(error.value())));
  auto directory = allow_unsafe ? OpenAny(absolute) : Walk(absolute);
  if (!directory) return Fail(what + " " + directory.error().message);
  directory->allow_unsafe_ = allow_unsafe;
  directory->root_ = directory->path_;
  return directory;
}

Result<Directory> Directory::OpenAny(const std::string& path) {
  Directory directory;
  directory.descriptor_ = FileDescriptor(open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory.descriptor_) return Fail(Blame(path, path, OpenFault(errno)));
  std::error_code error;
  directory.path_ = fs::canonical(path, error).string();
  if (error) return Fail(Blame(path, path, OpenFault(error.value())));
  return directory;
}

Result<Directory> Directory::Walk(const std::string& path) {
  std::string whole = path;
  while (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  Directory here;
  for (const fs::path& component : fs::path(whole)) {
    const auto entered = here.Enter(component.string());
    if (!entered) return Fail(Blame(whole, here.path_, entered.error().message));
  }
  struct stat status = {};
  fstat(here.descriptor_.get(), &status);
  const std::string fault = DirectoryFault(status, here.path_);
  if (!fault.empty()) return Fail(Blame(whole, here.path_, fault));
  return here;
}

// Moves on by one component, of which "/" is the first; the error continues path_, which names what
// is at fault.
Result<void> Directory::Enter(const std::string& component) {
  if (component == ".") return {};
  path_ = Below(path_, component);
  descriptor_ =
      FileDescriptor(openat(descriptor_.get(), component.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat status = {};
  if (!descriptor_ || fstat(descriptor_.get(), &status) != 0) return Fail(OpenFault(errno));
  std::string fault = KindFault(status, path_);
  if (fault.empty()) fault = AncestorFault(status, path_);
  if (!fault.empty()) return Fail(fault);
  return {};
}

bool Directory::Has(const std::string& name) const {
  struct stat status = {};
  return fstatat(descriptor_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 ||
         errno != ENOENT;
}

Result<OpenedFile> Directory::OpenFile(const std::string& name, int links) const {
  // Asked before opening, because to open a device may have an effect.
  struct stat status = {};
  const int flags = allow_unsafe_ ? 0 : AT_SYMLINK_NOFOLLOW;
  if (fstatat(descriptor_.get(), name.c_str(), &status, flags) != 0) return Fail(OpenFault(errno));
  if (S_ISLNK(status.st_mode)) return FollowLink(name, links + 1);
  if (!S_ISREG(status.st_mode)) {
    return Fail("is " + KindOfFile(status.st_mode) + ", not a regular file");
  }
  return OpenRegular(name);
}

Result<OpenedFile> Directory::OpenRegular(const std::string& name) const {
  const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | (allow_unsafe_ ? 0 : O_NOFOLLOW);
  OpenedFile file;
  file.path = Below(path_, name);
  file.descriptor = FileDescriptor(openat(descriptor_.get(), name.c_str(), flags));
  if (!file.descriptor || fstat(file.descriptor.get(), &file.status) != 0) {
    return Fail(OpenFault(errno));
  }
  if (!S_ISREG(file.status.st_mode)) return Fail("is not a regular file");
  const std::string fault = allow_unsafe_ ? "" : FileFault(file.status, file.path);
  if (!fault.empty()) return Fail(fault);
  std::error_code unchanged;
  if (allow_unsafe_) file.path = fs::canonical(file.path, unchanged).string();
  return file;
}

// The target is looked for from / again, so that subdirectories on the way are judged as well.
Result<OpenedFile> Directory::FollowLink(const std::string& name, int links) const {
  const auto target = ReadLink(descriptor_.get(), name);
  if (!target) return Fail(target.error().message);
  const fs::path path = (fs::path(path_) / *target).lexically_normal();
  if (links > kMostLinks) return Fail("is a symbolic link through too many others");
  if (!IsBeneath(root_, path.string()) || !path.has_filename()) {
    return Fail("is a symbolic link out of " + root_ + ", to " + *target +
                ": put the file there instead, or set allow_unsafe_plugins: true");
  }
  auto directory = Open(path.parent_path().string(), "is a symbolic link; its directory", false);
  if (!directory) return Fail(directory.error().message);
  directory->root_ = root_;
  if (!directory->Has(path.filename().string())) {
    return Fail("is a symbolic link to " + path.string() + ", which does not exist");
  }
  return directory->OpenFile(path.filename().string(), links);
}

Result<std::vector<std::string>> Directory::PluginFiles() const {
  FileDescriptor fd(openat(descriptor_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(fd ? fdopendir(fd.get()) : nullptr, closedir);
  if (!stream) return Fail("cannot read directory " + path_ + ": " + SystemError(errno));
  fd.Release();
  std::vector<std::string> names;
  while (const dirent* entry = readdir(stream.get())) {
    if (IsPluginFile(entry->d_name)) names.emplace_back(entry->d_name);
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace weir::plugin
