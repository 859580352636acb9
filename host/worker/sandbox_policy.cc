#include "worker/sandbox_policy.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "config/capability.h"
#include "worker/sandbox/filter/filter.h"
#include "worker/secrets.h"
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
  const std::string folder = fs::path(plugin_file).parent_path().string();
  if (!IsShared(folder)) read.push_back(folder);
  if (sandbox.level == config::Sandbox::Level::kDefault && !sandbox.read) {
    read.emplace_back("/");
    return read;
  }
  read.insert(read.end(), kSystem.begin(), kSystem.end());
  if (sandbox.exec) read.insert(read.end(), kPrograms.begin(), kPrograms.end());
  if (sandbox.read) read.insert(read.end(), sandbox.read->begin(), sandbox.read->end());
  return read;
}

std::vector<std::string> ForbiddenOf(Level level, std::vector<std::string> secrets) {
  if (level == Level::kOff) return {};
  if (level != Level::kStrict) return secrets;
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
  policy.forbidden = ForbiddenOf(policy.level, secrets);
  auto filter = sandbox::CompileFilter(policy);
  if (!filter) return tl::unexpected(filter.error());
  policy.filter = std::move(*filter);
  return policy;
}

}  // namespace weir::worker
