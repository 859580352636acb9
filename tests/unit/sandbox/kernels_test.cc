// Kernels that lack a part: what the sandbox does without, and what `require` makes of it.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "confined.h"
#include "worker/sandbox/landlock_abi.h"

namespace weir::sandbox {
namespace {

// A kernel whose Landlock is of that ABI: it refuses what it does not know, as old ones do.
template <int abi>
int CreateRuleset(const void* attr, size_t size, uint32_t flags) {
  if (flags == landlock::kCreateRulesetVersion) return abi;
  landlock::RulesetAttr asked;
  std::memcpy(&asked, attr, std::min(size, sizeof(asked)));
  const size_t known = sizeof(uint64_t) * (abi >= 6 ? 3 : abi >= 4 ? 2 : 1);
  if (size > known) return errno = E2BIG, -1;
  if ((asked.handled_access_fs & ~landlock::FileRights(abi)) != 0) return errno = EINVAL, -1;
  return RealKernel().landlock_create_ruleset(attr, size, flags);
}

int NoRuleset(const void*, size_t, uint32_t) { return errno = ENOSYS, -1; }
int NotAtBoot(const void*, size_t, uint32_t) { return errno = EOPNOTSUPP, -1; }
int NoRule(int, int, const void*, uint32_t) { return errno = ENOSYS, -1; }
int NoRestriction(int, uint32_t) { return errno = ENOSYS, -1; }
int NoFilter(const sock_fprog*) { return errno = EINVAL, -1; }
int BrokenFilter(const sock_fprog*) { return errno = EACCES, -1; }

Kernel WithAbi(int (*create_ruleset)(const void*, size_t, uint32_t)) {
  Kernel kernel = RealKernel();
  kernel.landlock_create_ruleset = create_ruleset;
  return kernel;
}

Kernel WithoutSeccomp() {
  Kernel kernel = RealKernel();
  kernel.seccomp_set_filter = NoFilter;
  return kernel;
}

const Kernel kBare = {NoRuleset, NoRule, NoRestriction, NoFilter};

Outcome On(
    const Kernel& kernel, const Policy& policy,
    const std::function<std::string()>& code = [] { return "ran"; }) {
  return Confined({policy, geteuid() == 0 ? As::kRoot : As::kUser, &kernel}, code);
}

Policy Requiring(Feature feature) {
  Policy policy = DefaultPolicy();
  policy.tcp_connect = {80};
  policy.require = {feature};
  return policy;
}

using States = std::array<State, 5>;  // landlock, truncate, tcp_ports, scoped_signals, seccomp

States StatesOf(const Outcome& outcome) {
  States states{};
  std::copy_n(outcome.report.states.begin(), states.size(), states.begin());
  return states;
}

constexpr State kYes = State::kInForce;
constexpr State kNo = State::kLacking;

class OlderLandlock : public testing::Test {
 protected:
  void SetUp() override {
    if (LandlockAbi() < 6) GTEST_SKIP() << "this kernel's Landlock is below ABI 6";
    policy_.tcp_connect = {80};
  }
  Policy policy_ = DefaultPolicy();
};

TEST_F(OlderLandlock, OfAbi1GuardsFilesAlone) {
  const Kernel kernel = WithAbi(CreateRuleset<1>);
  const Outcome outcome = On(kernel, policy_, [] { return Called(open("/dev/zero", O_WRONLY)); });
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.answer, "EACCES");
  EXPECT_EQ(outcome.report.landlock_abi, 1U);
  EXPECT_EQ(StatesOf(outcome), (States{kYes, kNo, kNo, kNo, kYes}));
}

TEST_F(OlderLandlock, OfAbi3GuardsFromTruncation) {
  const Kernel kernel = WithAbi(CreateRuleset<3>);
  const Outcome outcome = On(kernel, policy_);
  EXPECT_EQ(outcome.report.landlock_abi, 3U);
  EXPECT_EQ(StatesOf(outcome), (States{kYes, kYes, kNo, kNo, kYes}));
}

TEST_F(OlderLandlock, OfAbi6GuardsAllThatIsUsed) {
  const Kernel kernel = WithAbi(CreateRuleset<6>);
  const Outcome outcome = On(kernel, policy_);
  EXPECT_EQ(outcome.report.landlock_abi, 6U);
  EXPECT_EQ(StatesOf(outcome), (States{kYes, kYes, kYes, kYes, kYes}));
}

TEST_F(OlderLandlock, OfALaterAbiIsUsedAsFarAsItIsKnown) {
  Kernel kernel = RealKernel();
  kernel.landlock_create_ruleset = [](const void* attr, size_t size, uint32_t flags) {
    const int answer = RealKernel().landlock_create_ruleset(attr, size, flags);
    return flags == landlock::kCreateRulesetVersion ? answer + 100 : answer;
  };
  if (LandlockAbi() < 7) GTEST_SKIP() << "this kernel's Landlock is below ABI 7";
  const Outcome outcome = On(kernel, policy_);
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(StatesOf(outcome), (States{kYes, kYes, kYes, kYes, kYes}));
}

TEST_F(OlderLandlock, LeavesSignalsToTheFilter) {
  const pid_t host = getpid();
  const Kernel kernel = WithAbi(CreateRuleset<1>);
  EXPECT_EQ(On(kernel, DefaultPolicy(), [&] { return Called(kill(host, 0)); }).answer, "EPERM");
}

TEST_F(OlderLandlock, StandsAloneWhereThereIsNoFilter) {
  const pid_t host = getpid();
  const Kernel kernel = WithoutSeccomp();
  const Outcome outcome = On(kernel, DefaultPolicy(), [&] {
    return Called(kill(host, 0)) + " " + Called(mkdir("/tmp/weir_never", 0777)) + " " + Forking();
  });
  EXPECT_EQ(outcome.answer, "EPERM EACCES ok");
  EXPECT_EQ(outcome.report[Feature::kSeccomp], kNo);
}

TEST(BareKernel, RunsWhatNothingIsRequiredOf) {
  const Outcome outcome = On(kBare, DefaultPolicy());
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.answer, "ran");
  EXPECT_EQ(outcome.report.landlock_abi, 0U);
  EXPECT_EQ(StatesOf(outcome), (States{kNo, kNo, State::kNotAsked, kNo, kNo}));
}

TEST(BareKernel, EndsWhatRequiresMore) {
  for (const Feature feature : {Feature::kLandlock, Feature::kTruncate, Feature::kTcpPorts,
                                Feature::kScopedSignals, Feature::kSeccomp}) {
    const Outcome outcome = On(kBare, Requiring(feature));
    EXPECT_EQ(outcome.error, "sandbox: the kernel lacks \"" + std::string(Name(feature)) +
                                 "\", which \"require\" demands");
    EXPECT_EQ(outcome.answer, "");
  }
}

TEST(BareKernel, LeavesNamesOfFilesToTheFilter) {
  Kernel kernel = kBare;
  kernel.seccomp_set_filter = RealKernel().seccomp_set_filter;
  const Outcome outcome =
      On(kernel, DefaultPolicy(), [] { return Called(mkdir("/tmp/weir_never", 0777)); });
  EXPECT_EQ(outcome.answer, "EPERM");
}

TEST(RunningKernel, HasWhatIsRequired) {
  if (LandlockAbi() < 6) GTEST_SKIP() << "this kernel's Landlock is below ABI 6";
  for (const Feature feature : {Feature::kLandlock, Feature::kTruncate, Feature::kTcpPorts,
                                Feature::kScopedSignals, Feature::kSeccomp}) {
    EXPECT_EQ(On(RealKernel(), Requiring(feature)).error, "");
  }
}

TEST(Kernel, MayHaveLandlockTurnedOff) {
  const Outcome outcome = On(WithAbi(NotAtBoot), DefaultPolicy());
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.report[Feature::kLandlock], kNo);
}

TEST(Kernel, ThatRefusesTheFilterIsNoKernelWithoutIt) {
  Kernel kernel = RealKernel();
  kernel.seccomp_set_filter = BrokenFilter;
  EXPECT_EQ(On(kernel, DefaultPolicy()).error,
            "sandbox: cannot filter system calls: Permission denied");
}

TEST(Kernel, IsNotAskedWithoutAFilter) {
  Policy policy = DefaultPolicy();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    const Result<Report> report = Enter(policy, parent, {});
    _exit(!report && report.error().message == "sandbox: the policy has no filter of system calls"
              ? 0
              : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace weir::sandbox
