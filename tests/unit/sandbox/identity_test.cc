// Who a worker is, what it inherits, and how it ends.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <fstream>
#include <sstream>

#include "confined.h"

namespace weir::sandbox {
namespace {

// The lines of /proc/self/status that begin so, values only.
std::string Status(const std::string& key) {
  std::ifstream file("/proc/self/status");
  std::string values;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    values += (values.empty() ? "" : " ") + line.substr(line.find('\t') + 1);
  }
  return values;
}

class Identity : public Sandboxed {};

TEST_P(Identity, HasNoCapabilities) {
  const std::string none = "0000000000000000";
  const std::string kept = GetParam() == As::kUser ? Status("CapBnd") : none;
  EXPECT_EQ(Under(DefaultPolicy(), [] { return Status("Cap"); }),
            none + " " + none + " " + none + " " + kept + " " + none);
}

TEST_P(Identity, GainsNothing) {
  EXPECT_EQ(Under(DefaultPolicy(), [] { return Status("NoNewPrivs"); }), "1");
}

TEST_P(Identity, ClosesWhatItWasNotGiven) {
  const int leaked = open("/dev/null", O_RDONLY);
  EXPECT_EQ(Under(DefaultPolicy(), [&] { return Called(fcntl(leaked, F_GETFD)); }), "EBADF");
  close(leaked);
}

TEST_P(Identity, StaysOffWithoutItsHost) {
  Policy policy = DefaultPolicy();
  policy.filter = CompileFilter(policy).value();
  const pid_t child = fork();
  if (child == 0) {
    const Result<Report> report = Enter(policy, 1, {});
    _exit(!report && report.error().message == "sandbox: the host is gone" ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

// A host that forks a worker and ends; the pipe's other end is closed when the worker is gone too.
TEST_P(Identity, DiesWithItsHost) {
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t host = fork();
  if (host == 0) {
    Confined({DefaultPolicy(), GetParam()}, [&]() -> std::string {
      kill(getpid(), SIGSTOP);  // not even a stopped one stays
      return "";
    });
    _exit(0);
  }
  close(ends[1]);
  siginfo_t info{};
  // The host waits for its worker, which has stopped: only its own end can end it.
  kill(host, SIGKILL);
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(host), &info, WEXITED), 0);
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 0);
  close(ends[0]);
}

WEIR_FOR_ALL_WORKERS(Identity);

// As SystemCallFilter=~@privileged of systemd does.
bool RefuseCapset() {
  sock_filter steps[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_capset, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{static_cast<unsigned short>(std::size(steps)), steps};
  return prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) == 0 &&
         syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0U, &program) == 0;
}

TEST(IdentityOfAService, HasNothingToDropWhereTheServiceHadNothing) {
  Policy policy = DefaultPolicy();
  policy.filter = CompileFilter(policy).value();
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    if (geteuid() == 0 && setresuid(65534, 65534, 65534) != 0) _exit(2);
    if (!RefuseCapset()) _exit(3);
    const Result<Report> report = Enter(policy, parent, {});
    _exit(report && report->capabilities == 0 ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

class IdentityOfRoot : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) GTEST_SKIP() << "needs root";
  }
};

TEST_F(IdentityOfRoot, IsAnotherUser) {
  const Outcome outcome = Confined({DefaultPolicy(), As::kWorkerOfRoot}, [] {
    return Status("Uid") + " " + std::to_string(getgroups(0, nullptr)) + " groups";
  });
  EXPECT_EQ(outcome.answer, "65534\t65534\t65534\t65534 0 groups");
  EXPECT_EQ(outcome.report.uid, 65534U);
  EXPECT_EQ(outcome.report.gid, 65534U);
  EXPECT_EQ(outcome.report.capabilities, 0U);
}

TEST_F(IdentityOfRoot, KeepsTheCapabilitiesItMay) {
  constexpr int kNetRaw = 13;
  Policy policy = DefaultPolicy();
  policy.capabilities = {kNetRaw};
  const Outcome outcome = Confined({policy, As::kWorkerOfRoot}, [] { return Status("Cap"); });
  const std::string raw = "0000000000002000";
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.answer, raw + " " + raw + " " + raw + " " + raw + " " + raw);
  EXPECT_EQ(outcome.report.capabilities, uint64_t{1} << kNetRaw);
}

constexpr int kDacReadSearch = 2;
constexpr int kSysPtrace = 19;

TEST_F(IdentityOfRoot, LooksIntoOthersWhereItMay) {
  Policy policy = DefaultPolicy();
  policy.capabilities = {kDacReadSearch, kSysPtrace};
  const std::string file = "/proc/" + std::to_string(getpid()) + "/io";
  const Outcome outcome =
      Confined({policy, As::kWorkerOfRoot}, [&] { return Called(open(file.c_str(), O_RDONLY)); });
  EXPECT_EQ(outcome.answer, "ok");
  EXPECT_EQ(outcome.report[Feature::kLandlock], State::kNotAsked);
  EXPECT_EQ(outcome.report[Feature::kSeccomp], State::kInForce);
}

TEST_F(IdentityOfRoot, LooksIntoOthersOnlyWithoutWhatForbidsIt) {
  Policy policy = DefaultPolicy();
  policy.capabilities = {kSysPtrace};
  policy.require = {Feature::kLandlock};
  EXPECT_EQ(Confined({policy, As::kWorkerOfRoot}, [] { return ""; }).error,
            "sandbox: \"landlock\" is not in force here, which \"require\" demands");
  policy.require = {};
  policy.tcp_connect = {80};
  EXPECT_EQ(Confined({policy, As::kWorkerOfRoot}, [] { return ""; }).error,
            "sandbox: cannot limit ports together with the capability SYS_PTRACE");
}

TEST_F(IdentityOfRoot, MustBeAbleToChange) {
  Policy policy = DefaultPolicy();
  policy.filter = CompileFilter(policy).value();
  policy.account = Policy::Account{65533, 65533, {}};
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) {
    if (setresuid(65534, 65534, 65534) != 0) _exit(2);
    const Result<Report> report = Enter(policy, parent, ends);
    _exit(!report && report.error().message == "sandbox: cannot set groups: Operation not permitted"
              ? 0
              : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace weir::sandbox
