#include "worker/worker_account.h"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "worker/sandbox/capabilities.h"

namespace weir::worker {
namespace {

using Account = sandbox::Policy::Account;
using Found = Result<std::optional<Account>>;

constexpr const char* kOwnUser = "weir-worker";
constexpr uid_t kNobody = 65534;  // the kernel's overflow id, nobody's and nogroup's on Debian

std::vector<gid_t> GroupsOf(const passwd& entry) {
  std::vector<gid_t> groups(32);
  auto count = static_cast<int>(groups.size());
  while (getgrouplist(entry.pw_name, entry.pw_gid, groups.data(), &count) < 0) {
    groups.resize(groups.size() * 2);
    count = static_cast<int>(groups.size());
  }
  groups.resize(static_cast<size_t>(count));
  return groups;
}

// Nothing for a user that does not exist.
Found LookUp(const std::string& user) {
  std::vector<char> buffer(1024);
  passwd entry{};
  passwd* found = nullptr;
  int error = ERANGE;
  while (error == ERANGE) {
    buffer.resize(buffer.size() * 2);
    error = getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  }
  if (found != nullptr) return Account{entry.pw_uid, entry.pw_gid, GroupsOf(entry)};
  // What getpwnam(3) says of users that do not exist, beside 0.
  if (error == 0 || error == ENOENT || error == ESRCH) return std::nullopt;
  return Fail("cannot look up the user \"" + user + "\": " + std::strerror(error));
}

Found Named(const std::string& user) {
  Found account = LookUp(user);
  if (account && !*account) return Fail("there is no user \"" + user + "\"");
  return account;
}

Found Default() {
  Found account = LookUp(kOwnUser);
  if (account && !*account) account = LookUp("nobody");
  if (account && !*account) return Account{kNobody, kNobody, {}};
  return account;
}

bool CanChangeUser() {
  const auto held = sandbox::PermittedCapabilities();
  const sandbox::CapabilitySet needed = sandbox::SetOf({CAP_SETUID, CAP_SETGID});
  return held && (*held & needed) == needed;
}

}  // namespace

Found AccountOf(const std::string& user) {
  if (user.empty() && geteuid() != 0) return std::nullopt;
  Found account = user.empty() ? Default() : Named(user);
  if (account && !CanChangeUser()) return std::nullopt;
  return account;
}

}  // namespace weir::worker
