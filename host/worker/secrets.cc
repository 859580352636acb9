#include "worker/secrets.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <system_error>

namespace weir::worker {
namespace {

namespace fs = std::filesystem;

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

}  // namespace weir::worker
