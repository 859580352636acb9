#include "worker/sandbox/landlock.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "worker/sandbox/grants.h"
#include "worker/sandbox/landlock_abi.h"
#include "worker/sandbox/roots.h"

namespace weir::sandbox {
namespace {

constexpr int kNewestAbi = 7;

// Closed at the end; the kernel keeps what was restricted.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string Cause() { return std::strerror(errno); }

class Ruleset {
 public:
  Ruleset(const Kernel& kernel, int abi, const landlock::RulesetAttr& attr)
      : kernel_(kernel), abi_(abi), fd_(kernel.landlock_create_ruleset(&attr, SizeOf(abi), 0)) {}

  bool made() const { return fd_.get() >= 0; }
  // 0, or errno.
  int Grant(const std::string& path, uint64_t rights) const;
  bool GrantPort(uint16_t port) const;
  bool Restrict() const { return kernel_.landlock_restrict_self(fd_.get(), 0) == 0; }

 private:
  // As long as this ABI knows it.
  static size_t SizeOf(int abi) { return sizeof(uint64_t) * (abi >= 6 ? 3 : abi >= 4 ? 2 : 1); }

  const Kernel& kernel_;
  int abi_;
  Descriptor fd_;
};

int Ruleset::Grant(const std::string& path, uint64_t rights) const {
  const Descriptor place(open(path.c_str(), O_PATH | O_CLOEXEC));
  struct stat status {};
  if (place.get() < 0 || fstat(place.get(), &status) != 0) return errno;
  if (!S_ISDIR(status.st_mode)) rights &= landlock::kRightsOfAFile;
  const landlock::PathBeneathAttr rule{rights & landlock::FileRights(abi_), place.get()};
  if (rule.allowed_access == 0) return 0;
  return kernel_.landlock_add_rule(fd_.get(), landlock::kRulePathBeneath, &rule, 0) == 0 ? 0
                                                                                         : errno;
}

bool Ruleset::GrantPort(uint16_t port) const {
  const landlock::NetPortAttr rule{landlock::kConnectTcp, port};
  return kernel_.landlock_add_rule(fd_.get(), landlock::kRuleNetPort, &rule, 0) == 0;
}

bool LimitsTcp(const Policy& policy) { return !policy.network || !policy.tcp_connect.empty(); }

landlock::RulesetAttr Handled(const Policy& policy, int abi) {
  landlock::RulesetAttr attr;
  attr.handled_access_fs = landlock::FileRights(abi);
  if (abi >= 4 && LimitsTcp(policy))
    attr.handled_access_net = landlock::kBindTcp | landlock::kConnectTcp;
  if (abi >= 6) attr.scoped = landlock::kScopeAbstractUnixSocket | landlock::kScopeSignal;
  return attr;
}

void Note(const Policy& policy, int abi, Report& report) {
  const auto from = [&](int first) { return abi >= first ? State::kInForce : State::kLacking; };
  report.landlock_abi = static_cast<uint32_t>(abi);
  report[Feature::kLandlock] = from(1);
  report[Feature::kTruncate] = from(3);
  report[Feature::kScopedSignals] = from(6);
  if (!policy.tcp_connect.empty()) report[Feature::kTcpPorts] = from(4);
}

// A path to be read that is not there, not for this user or not what it was is passed over.
void GrantReading(const Policy& policy, const std::vector<std::string>& forbidden,
                  const Ruleset& ruleset) {
  const uint64_t whole =
      landlock::kReadFile | landlock::kReadDir | (policy.exec ? landlock::kExecute : 0);
  for (const std::string& path : policy.read) {
    const auto root = RootOf(path, policy, forbidden);
    if (!root) continue;
    for (const Grant& grant : GrantsOf(*root, forbidden)) {
      ruleset.Grant(grant.path, grant.whole ? whole : landlock::kReadDir);
    }
  }
}

Result<void> GrantWriting(const Policy& policy, const std::vector<std::string>& forbidden,
                          const Ruleset& ruleset) {
  constexpr uint64_t kWhole = ~(landlock::kExecute | landlock::kMakeChar | landlock::kMakeBlock);
  for (const std::string& path : policy.write) {
    const std::string trouble = "cannot permit writing to " + path + ": ";
    const auto root = RootOf(path, policy, forbidden);
    if (!root) return Fail(trouble + "symbolic links lead it to " + Resolved(path));
    for (const Grant& grant : GrantsOf(*root, forbidden)) {
      const int error = ruleset.Grant(grant.path, grant.whole ? kWhole : landlock::kReadDir);
      if (error != 0 && grant.path == *root) return Fail(trouble + std::strerror(error));
    }
  }
  ruleset.Grant("/dev/null", landlock::kReadFile | landlock::kWriteFile | landlock::kTruncate);
  return {};
}

}  // namespace

Result<void> Landlock(const Policy& policy, const std::vector<std::string>& forbidden,
                      const Kernel& kernel, Report& report) {
  const int version = kernel.landlock_create_ruleset(nullptr, 0, landlock::kCreateRulesetVersion);
  const int abi = std::clamp(version, 0, kNewestAbi);
  Note(policy, abi, report);
  if (abi == 0) return {};
  const Ruleset ruleset(kernel, abi, Handled(policy, abi));
  if (!ruleset.made()) return Fail("cannot make a Landlock ruleset: " + Cause());
  GrantReading(policy, forbidden, ruleset);
  if (auto done = GrantWriting(policy, forbidden, ruleset); !done) return done;
  for (const uint16_t port : policy.tcp_connect) {
    if (abi >= 4 && !ruleset.GrantPort(port)) return Fail("cannot permit a port: " + Cause());
  }
  if (!ruleset.Restrict()) return Fail("cannot restrict by Landlock: " + Cause());
  return {};
}

}  // namespace weir::sandbox
