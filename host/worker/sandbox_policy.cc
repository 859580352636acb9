#include "worker/sandbox_policy.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "config/capability.h"
#include "worker/sandbox/filter/filter.h"
#include "worker/worker_account.h"

namespace weir::worker {
namespace {

namespace fs = std::filesystem;
using sandbox::Level;
using sandbox::Policy;

// What programs need to run, look up names and read what the kernel says of the machine.
constexpr std::array<std::string_view, 13> kSystem = {
    "/proc",
    "/sys",
    "/etc",
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
    "/run/systemd/resolve"};  // where /etc/resolv.conf may lead
constexpr std::array<std::string_view, 2> kPrograms = {"/bin", "/sbin"};

constexpr std::array<std::string_view, 8> kSystemSecrets = {
    "/etc/shadow",      "/etc/shadow-", "/etc/gshadow",   "/etc/gshadow-",
    "/etc/ssl/private", "/etc/sudoers", "/etc/sudoers.d", "/etc/krb5.keytab"};

constexpr std::array<std::string_view, 17> kShared = {
    "/",    "/etc", "/usr", "/usr/local", "/usr/local/etc", "/usr/etc", "/opt", "/srv",    "/var",
    "/run", "/tmp", "/dev", "/dev/shm",   "/home",          "/mnt",     "/sys", "/var/tmp"};

template <size_t N>
bool Contains(const std::array<std::string_view, N>& paths, std::string_view path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

std::string FolderOf(const std::string& file) { return fs::path(file).parent_path().string(); }

// By its folder if that can be: then one more piece there, or the first, changes nobody's sandbox.
void HidePiece(const std::string& file, std::vector<std::string>& secrets) {
  const std::string folder = FolderOf(file);
  const std::string& secret = Contains(kShared, folder) ? file : folder;
  if (std::find(secrets.begin(), secrets.end(), secret) == secrets.end()) secrets.push_back(secret);
}

Level LevelOf(config::Sandbox::Level level) {
  switch (level) {
    case config::Sandbox::Level::kOff:
      return Level::kOff;
    case config::Sandbox::Level::kStrict:
      return Level::kStrict;
    case config::Sandbox::Level::kDefault:
      break;
  }
  return Level::kDefault;
}

std::vector<std::string> ReadOf(const config::Sandbox& sandbox, const std::string& plugin_file) {
  std::vector<std::string> read = {plugin_file};
  const std::string folder = FolderOf(plugin_file);
  if (!Contains(kShared, folder)) read.push_back(folder);
  if (sandbox.level == config::Sandbox::Level::kDefault && !sandbox.read) {
    read.emplace_back("/");
    return read;
  }
  read.insert(read.end(), kSystem.begin(), kSystem.end());
  if (sandbox.exec) read.insert(read.end(), kPrograms.begin(), kPrograms.end());
  if (sandbox.read) read.insert(read.end(), sandbox.read->begin(), sandbox.read->end());
  return read;
}

std::vector<std::string> ForbiddenOf(const config::Sandbox& sandbox,
                                     std::vector<std::string> secrets) {
  if (sandbox.level != config::Sandbox::Level::kStrict) return secrets;
  std::error_code ignored;
  for (const std::string_view path : kSystemSecrets) {
    if (fs::exists(path, ignored)) secrets.emplace_back(path);
  }
  return secrets;
}

Result<std::vector<sandbox::Feature>> RequiredOf(const config::Sandbox& sandbox) {
  std::vector<sandbox::Feature> features;
  for (const std::string& name : sandbox.require) {
    const auto feature = sandbox::FeatureOf(name);
    if (!feature) return Fail("cannot require \"" + name + "\"");
    features.push_back(*feature);
  }
  return features;
}

Policy PermissionsOf(const config::Collector& collector) {
  const config::Sandbox& sandbox = collector.sandbox;
  Policy policy;
  policy.level = LevelOf(sandbox.level);
  for (const std::string& name : sandbox.capabilities) {
    policy.capabilities.push_back(config::CapabilityNumber(name));
  }
  policy.write = sandbox.write;
  policy.exec = sandbox.exec;
  policy.network = sandbox.network.value_or(policy.level != Level::kStrict);
  policy.tcp_connect = sandbox.tcp_connect;
  policy.limits = {collector.process_limits.memory_bytes, collector.process_limits.open_files,
                   collector.process_limits.threads};
  return policy;
}

}  // namespace

std::vector<std::string> SecretsOf(const config::Configuration& configuration) {
  std::vector<std::string> secrets = configuration.secret_files;
  if (configuration.file.empty()) return secrets;
  std::error_code ignored;
  const std::string file = fs::absolute(configuration.file, ignored).lexically_normal().string();
  secrets.push_back(file);
  const std::string folder = FolderOf(file);
  if (!Contains(kShared, folder)) secrets.push_back(folder);
  for (const std::string& pattern : configuration.include_patterns) {
    if (!Contains(kShared, FolderOf(pattern))) HidePiece(pattern, secrets);
  }
  for (const std::string& piece : configuration.included_files) HidePiece(piece, secrets);
  return secrets;
}

Result<Policy> PolicyOf(const config::Collector& collector, const std::string& plugin_file,
                        const std::vector<std::string>& secrets) {
  const config::Sandbox& sandbox = collector.sandbox;
  Policy policy = PermissionsOf(collector);
  auto account = AccountOf(sandbox.user);
  if (!account) return tl::unexpected(account.error());
  auto required = RequiredOf(sandbox);
  if (!required) return tl::unexpected(required.error());
  if (policy.level == Level::kOff && !required->empty()) {
    return Fail("\"require\" demands what \"level: off\" turns off");
  }
  policy.account = std::move(*account);
  policy.require = std::move(*required);
  policy.read = ReadOf(sandbox, plugin_file);
  policy.forbidden = ForbiddenOf(sandbox, secrets);
  auto filter = sandbox::CompileFilter(policy);
  if (!filter) return tl::unexpected(filter.error());
  policy.filter = std::move(*filter);
  return policy;
}

}  // namespace weir::worker
