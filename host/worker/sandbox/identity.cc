#include "worker/sandbox/identity.h"

#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "worker/sandbox/capabilities.h"

namespace weir::sandbox {
namespace {

tl::unexpected<Error> Cannot(const std::string& what) {
  return Fail("cannot " + what + ": " + std::strerror(errno));
}

Result<void> Become(const Policy::Account& account) {
  const std::string group = std::to_string(account.gid);
  const std::string user = std::to_string(account.uid);
  if (prctl(PR_SET_KEEPCAPS, 1UL, 0UL, 0UL, 0UL) != 0) return Cannot("keep capabilities");
  if (setgroups(account.groups.size(), account.groups.data()) != 0) return Cannot("set groups");
  if (setresgid(account.gid, account.gid, account.gid) != 0) return Cannot("become group " + group);
  if (setresuid(account.uid, account.uid, account.uid) != 0) return Cannot("become user " + user);
  return {};
}

}  // namespace

Result<void> TakeIdentity(const Policy& policy) {
  if (policy.account) {
    if (auto done = Become(*policy.account); !done) return done;
  }
  return DropCapabilities(SetOf(policy.capabilities));
}

Result<void> DieWith(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, static_cast<unsigned long>(SIGKILL), 0UL, 0UL, 0UL) != 0) {
    return Cannot("follow the host's end");
  }
  if (getppid() != parent) return Fail("the host is gone");
  return {};
}

}  // namespace weir::sandbox
