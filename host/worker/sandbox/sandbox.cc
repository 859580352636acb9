#include "worker/sandbox/sandbox.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "worker/sandbox/capabilities.h"
#include "worker/sandbox/descriptors.h"
#include "worker/sandbox/grants.h"
#include "worker/sandbox/identity.h"
#include "worker/sandbox/landlock.h"
#include "worker/sandbox/resource_limits.h"
#include "worker/sandbox/system_calls.h"

namespace weir::sandbox {
namespace {

using Paths = std::vector<std::string>;

Paths Resolve(Paths paths) {
  for (std::string& path : paths) path = Resolved(path);
  return paths;
}

// What a mode keeps from this user already, Landlock need not leave out: the folders on the way
// stay granted as a whole, with what appears in them later.  In /proc nothing is secret that the
// kernel does not guard, and leaving out one file there would leave out every later process.
Paths ToLeaveOut(Paths forbidden) {
  std::erase_if(forbidden, [](const std::string& path) {
    return path.starts_with("/proc/") || KeptByMode(path);
  });
  return forbidden;
}

Result<void> GainNothing() {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) == 0) return {};
  return Fail(std::string("cannot set no_new_privs: ") + std::strerror(errno));
}

// Within Landlock no process can look into one outside, whatever its capabilities.  So who keeps
// CAP_SYS_PTRACE, which reads all of memory anyhow, goes without.
Result<void> Guard(const Policy& policy, const Paths& forbidden, const Kernel& kernel,
                   Report& report) {
  const CapabilitySet looking = SetOf({CAP_SYS_PTRACE});
  if ((PermittedCapabilities().value_or(0) & looking) == 0) {
    return Landlock(policy, ToLeaveOut(forbidden), kernel, report);
  }
  if (policy.tcp_connect.empty()) return {};
  return Fail("cannot limit ports together with the capability SYS_PTRACE");
}

Result<void> Confine(const Policy& policy, pid_t parent, const Kernel& kernel, Report& report) {
  const Paths forbidden = Resolve(policy.forbidden);  // while it can still see them
  Result<void> done = TakeIdentity(policy);
  if (done) done = DieWith(parent);
  if (done) done = GainNothing();
  if (done) done = Guard(policy, forbidden, kernel, report);
  if (done) done = FilterSystemCalls(policy, parent, kernel, report);
  return done;
}

// Empty if a feature is as in force as `require` demands.
std::string Missing(Feature feature, State state) {
  const std::string name(Name(feature));
  if (state == State::kLacking) return "the kernel lacks \"" + name + "\"";
  if (state == State::kLeftOut) return "a build with sanitizers leaves out \"" + name + "\"";
  // Nothing to limit is no lack of limits.
  if (state == State::kInForce || feature == Feature::kTcpPorts) return "";
  return "\"" + name + "\" is not in force here";
}

Result<void> CheckRequired(const Policy& policy, const Report& report) {
  for (const Feature feature : policy.require) {
    const std::string missing = Missing(feature, report[feature]);
    if (!missing.empty()) return Fail(missing + ", which \"require\" demands");
  }
  return {};
}

}  // namespace

Result<Report> Enter(const Policy& policy, pid_t parent, std::span<const int> kept,
                     const Kernel& kernel) {
  Report report;
  CloseOthers(kept);
  Result<void> done = LimitResources(policy.limits, report);
  if (done && policy.level == Level::kOff) done = DieWith(parent);
  if (done && policy.level != Level::kOff) done = Confine(policy, parent, kernel, report);
  if (done) done = CheckRequired(policy, report);
  if (!done) return Fail("sandbox: " + done.error().message);
  report.uid = geteuid();
  report.gid = getegid();
  report.capabilities = PermittedCapabilities().value_or(0);
  return report;
}

}  // namespace weir::sandbox
