#include "worker/secrets.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

namespace weir::worker {
namespace {

namespace fs = std::filesystem;
using Paths = std::vector<std::string>;

constexpr std::array<std::string_view, 17> kShared = {
    "/",    "/etc", "/usr", "/usr/local", "/usr/local/etc", "/usr/etc", "/opt", "/srv",    "/var",
    "/run", "/tmp", "/dev", "/dev/shm",   "/home",          "/mnt",     "/sys", "/var/tmp"};

std::string FolderOf(const std::string& file) { return fs::path(file).parent_path().string(); }

// By its folder if that can be: then one more piece there, or the first, changes nobody's sandbox.
void HidePiece(const std::string& file, std::vector<std::string>& secrets) {
  const std::string folder = FolderOf(file);
  const std::string& secret = IsShared(folder) ? file : folder;
  if (std::find(secrets.begin(), secrets.end(), secret) == secrets.end()) secrets.push_back(secret);
}

// Where links lead, as far as there is something; empty if that cannot be found out.
std::string Real(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  return error ? "" : real.string();
}

Paths AllReal(const Paths& paths) {
  Paths real;
  for (const std::string& path : paths) real.push_back(Real(path));
  std::erase(real, "");
  return real;
}

bool IsBelow(const std::string& path, const std::string& folder) {
  return path.starts_with(folder == "/" ? folder : folder + "/");
}

// All are real.
bool IsIn(const std::string& folder, const std::string& secret, const Paths& permitted) {
  return IsBelow(secret, folder) && std::ranges::none_of(permitted, [&](const auto& path) {
           return IsBelow(path, folder) && (path == secret || IsBelow(secret, path));
         });
}

}  // namespace

bool IsShared(std::string_view folder) {
  return std::ranges::find(kShared, folder) != kShared.end();
}

std::vector<std::string> SecretsOf(const config::Configuration& configuration) {
  std::vector<std::string> secrets = configuration.secret_files;
  if (configuration.file.empty()) return secrets;
  std::error_code ignored;
  const std::string file = fs::absolute(configuration.file, ignored).lexically_normal().string();
  secrets.push_back(file);
  const std::string folder = FolderOf(file);
  if (!IsShared(folder)) secrets.push_back(folder);
  for (const std::string& pattern : configuration.include_patterns) {
    if (!IsShared(FolderOf(pattern))) HidePiece(pattern, secrets);
  }
  for (const std::string& piece : configuration.included_files) HidePiece(piece, secrets);
  return secrets;
}

Paths WithoutThoseInFolders(const Paths& secrets, const Paths& permitted) {
  const Paths folders = AllReal(secrets), open = AllReal(permitted);
  Paths left = secrets;
  std::erase_if(left, [&](const std::string& secret) {
    const std::string real = Real(secret);
    return std::ranges::any_of(folders,
                               [&](const std::string& folder) { return IsIn(folder, real, open); });
  });
  return left;
}

}  // namespace weir::worker
