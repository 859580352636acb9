#include "worker/sandbox/grants.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

namespace weir::sandbox {
namespace {

constexpr size_t kMostEntries = 1024;

std::string Below(const std::string& folder) { return folder == "/" ? folder : folder + "/"; }

class Way {
 public:
  explicit Way(const std::vector<std::string>& forbidden) : forbidden_(forbidden) {}

  void Add(const std::string& path);
  std::vector<Grant> Take() { return std::move(grants_); }

 private:
  bool IsForbidden(const std::string& path) const {
    return std::find(forbidden_.begin(), forbidden_.end(), path) != forbidden_.end();
  }
  bool LeadsToForbidden(const std::string& path) const {
    const std::string below = Below(path);
    return std::any_of(forbidden_.begin(), forbidden_.end(),
                       [&](const std::string& entry) { return entry.starts_with(below); });
  }
  std::vector<std::string> EntriesOf(const std::string& folder) const;

  const std::vector<std::string>& forbidden_;
  std::vector<Grant> grants_;
};

void Way::Add(const std::string& path) {
  if (IsForbidden(path)) return;
  const bool whole = !LeadsToForbidden(path);
  grants_.push_back({path, whole});
  if (whole) return;
  for (const std::string& entry : EntriesOf(path)) Add(entry);
}

std::vector<std::string> Way::EntriesOf(const std::string& folder) const {
  std::vector<std::string> entries;
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(opendir(folder.c_str()), closedir);
  while (stream != nullptr) {
    const dirent* entry = readdir(stream.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (entry->d_type != DT_LNK && name != "." && name != "..") {
      entries.push_back(Below(folder) + name);
    }
  }
  if (entries.size() > kMostEntries) {
    std::erase_if(entries, [&](const std::string& path) { return !LeadsToForbidden(path); });
  }
  return entries;
}

}  // namespace

std::string Resolved(const std::string& path) {
  std::error_code error;
  const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, error);
  std::string text = error ? std::filesystem::path(path).lexically_normal() : resolved;
  while (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

bool KeptByMode(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    return errno == EACCES && KeptByMode(std::filesystem::path(path).parent_path().string());
  }
  if (status.st_uid == geteuid()) return false;  // it could change the mode
  const auto refused = [&](int use) {
    return faccessat(AT_FDCWD, path.c_str(), use, AT_EACCESS) != 0 && errno == EACCES;
  };
  return S_ISDIR(status.st_mode) ? refused(X_OK) : refused(R_OK) && refused(W_OK);
}

std::vector<Grant> GrantsOf(const std::string& root, const std::vector<std::string>& forbidden) {
  Way way(forbidden);
  way.Add(root);
  return way.Take();
}

}  // namespace weir::sandbox
