#include "plugin/file_trust.h"

#include <unistd.h>

namespace weir::plugin {
namespace {

std::string Mend(const std::string& command, const std::string& path) {
  return ": " + command + " " + path + ", or set allow_unsafe_plugins: true";
}

std::string OwnerFault(const struct stat& status, const std::string& path) {
  if (status.st_uid == 0 || status.st_uid == geteuid()) return "";
  const std::string own =
      geteuid() == 0 ? "" : " or weir's own user (uid " + std::to_string(geteuid()) + ")";
  return "belongs to uid " + std::to_string(status.st_uid) + ", not to root" + own +
         Mend("chown root", path);
}

std::string WriterFault(const struct stat& status, const std::string& path) {
  const bool group = (status.st_mode & S_IWGRP) != 0;
  const bool others = (status.st_mode & S_IWOTH) != 0;
  if (group && others) return "is writable by everyone" + Mend("chmod go-w", path);
  if (group) return "is writable by group" + Mend("chmod g-w", path);
  if (others) return "is writable by everyone" + Mend("chmod o-w", path);
  return "";
}

bool IsSharedAndSticky(const struct stat& status) {
  return (status.st_mode & S_ISVTX) != 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

}  // namespace

std::string FileFault(const struct stat& status, const std::string& path) {
  if ((status.st_mode & (S_ISUID | S_ISGID)) != 0) {
    return "is set-user-ID or set-group-ID" + Mend("chmod ug-s", path);
  }
  const std::string owner = OwnerFault(status, path);
  return owner.empty() ? WriterFault(status, path) : owner;
}

std::string AncestorFault(const struct stat& status, const std::string& path) {
  std::string owner = OwnerFault(status, path);
  if (!owner.empty() || IsSharedAndSticky(status)) return owner;
  return WriterFault(status, path);
}

std::string DirectoryFault(const struct stat& status, const std::string& path) {
  if (!IsSharedAndSticky(status)) return AncestorFault(status, path);
  return "lets others put files beside the plugin: move it into a directory of its own, or set "
         "allow_unsafe_plugins: true";
}

std::string KindOfFile(mode_t mode) {
  if (S_ISREG(mode)) return "a regular file";
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISFIFO(mode)) return "a named pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace weir::plugin
