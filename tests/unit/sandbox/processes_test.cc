// What a worker may do to processes: to start, signal, trace and read them.
#include <fcntl.h>
#include <linux/sockios.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "confined.h"

extern char** environ;

namespace weir::sandbox {
namespace {

Policy ExecPolicy() {
  Policy policy = DefaultPolicy();
  policy.exec = true;
  return policy;
}

// Its exit status, or the error of starting it.
std::string Spawned(const char* program) {
  std::string path = program;
  char* arguments[] = {path.data(), nullptr};
  pid_t child = 0;
  errno = posix_spawn(&child, program, nullptr, nullptr, arguments, environ);
  if (errno != 0) return Said(false);
  int status = 0;
  waitpid(child, &status, 0);
  return std::to_string(WEXITSTATUS(status));
}

class Processes : public Sandboxed {
 protected:
  std::string Default(const std::function<std::string()>& code) const {
    return Under(DefaultPolicy(), code);
  }
};

TEST_P(Processes, AreNotStarted) {
  EXPECT_EQ(Default(Forking), "EPERM");
  EXPECT_EQ(Default([] { return Called(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }), "EPERM");
  EXPECT_EQ(Default([] { return Called(syscall(SYS_clone3, nullptr, 0)); }), "ENOSYS");
  EXPECT_EQ(Default([] { return Spawned("/bin/true"); }), "EPERM");
  EXPECT_EQ(Default([] {
              char* arguments[] = {nullptr};
              return Called(execve("/bin/true", arguments, environ));
            }),
            "EPERM");
}

TEST_P(Processes, AreStartedWhereThatIsPermitted) {
  EXPECT_EQ(Under(ExecPolicy(), [] { return Spawned("/bin/true"); }), "0");
  EXPECT_EQ(Under(ExecPolicy(), [] { return Spawned("/bin/false"); }), "1");
  EXPECT_EQ(Under(ExecPolicy(),
                  [] { return Called(syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)); }),
            "EPERM");
}

TEST_P(Processes, ThatWereStartedCanBeEnded) {
  EXPECT_EQ(Under(ExecPolicy(),
                  [] {
                    const pid_t child = fork();
                    if (child == 0) {
                      pause();
                      _exit(0);
                    }
                    std::string answer = Called(kill(child, SIGKILL));
                    waitpid(child, nullptr, 0);
                    return answer;
                  }),
            "ok");
}

TEST_P(Processes, OfOthersAreNotSignalled) {
  const pid_t host = getpid();
  for (const bool exec : {false, true}) {
    const Policy policy = exec ? ExecPolicy() : DefaultPolicy();
    const auto refused = [&](const auto& call) {
      EXPECT_EQ(Under(policy, [&] { return Called(call()); }), "EPERM") << exec;
    };
    refused([&] { return kill(host, SIGKILL); });
    refused([] { return kill(-1, SIGKILL); });
    refused([&] { return syscall(SYS_tgkill, host, host, SIGKILL); });
    refused([&] { return syscall(SYS_tkill, host, SIGKILL); });
    refused([&] {
      siginfo_t info{};
      info.si_code = SI_QUEUE;
      return syscall(SYS_rt_sigqueueinfo, host, SIGKILL, &info);
    });
  }
  EXPECT_EQ(Default([] { return Called(kill(0, SIGKILL)); }), "EPERM");
  EXPECT_EQ(Default([&] {
              const auto pidfd = syscall(SYS_pidfd_open, host, 0);
              return Called(syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, nullptr, 0));
            }),
            "ENOSYS");
}

TEST_P(Processes, OfOthersGetNoSignalsFromTheKernelInTheirPlace) {
  const pid_t host = getpid();
  const auto refused = [&](const auto& call) {
    for (const Policy& policy : {DefaultPolicy(), ExecPolicy()}) {
      EXPECT_EQ(Under(policy, [&] { return Called(call(socket(AF_UNIX, SOCK_STREAM, 0))); }),
                "EPERM");
    }
  };
  refused([&](int fd) { return fcntl(fd, F_SETOWN, host); });
  refused([](int fd) { return fcntl(fd, F_SETSIG, SIGKILL); });
  refused([&](int fd) {
    const f_owner_ex owner{F_OWNER_PID, host};
    return fcntl(fd, F_SETOWN_EX, &owner);
  });
  refused([&](int fd) { return ioctl(fd, FIOSETOWN, &host); });
  refused([&](int fd) { return ioctl(fd, SIOCSPGRP, &host); });
}

TEST_P(Processes, ThatWereStartedStayWithTheWorker) {
  const auto refused = [&](const auto& call) {
    EXPECT_EQ(Under(ExecPolicy(), [&] { return Called(call()); }), "EPERM");
  };
  refused([] { return setpgid(0, 0); });
  refused([] { return setsid(); });
  refused([] { return syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0); });
}

TEST_P(Processes, OfOthersAreNotTraced) {
  const pid_t host = getpid();
  EXPECT_EQ(Default([&] { return Called(ptrace(PTRACE_ATTACH, host, 0, 0)); }), "EPERM");
  EXPECT_EQ(Default([&] { return Called(ptrace(PTRACE_SEIZE, host, 0, 0)); }), "EPERM");
  EXPECT_EQ(Default([&] {
              char byte = 0;
              const iovec here{&byte, 1};
              const iovec there{&byte, 1};
              return Called(process_vm_readv(host, &here, 1, &there, 1, 0));
            }),
            "EPERM");
}

TEST_P(Processes, OfOthersAreNotRead) {
  if (LandlockAbi() < 1 && GetParam() == As::kRoot) GTEST_SKIP() << "this kernel has no Landlock";
  const std::string folder = "/proc/" + std::to_string(getpid()) + "/";
  for (const char* file : {"environ", "mem", "maps", "auxv"}) {
    EXPECT_EQ(Default([&] { return Called(open((folder + file).c_str(), O_RDONLY)); }), "EACCES")
        << file;
  }
}

TEST_P(Processes, OfOthersKeepTheirPlaceInTheScheduler) {
  const auto host = static_cast<id_t>(getpid());
  EXPECT_EQ(Default([&] { return Called(setpriority(PRIO_PROCESS, host, 19)); }), "EPERM");
  EXPECT_EQ(Default([&] { return Called(setpriority(PRIO_USER, 0, 19)); }), "EPERM");
  EXPECT_EQ(Default([&] { return Called(setpriority(PRIO_PROCESS, 0, 19)); }), "ok");
  EXPECT_EQ(
      Default([&] {
        cpu_set_t processors;
        CPU_ZERO(&processors);
        CPU_SET(0, &processors);
        return Called(sched_setaffinity(static_cast<pid_t>(host), sizeof(processors), &processors));
      }),
      "EPERM");
  EXPECT_EQ(Default([&] {
              const rlimit none{0, 0};
              return Called(prlimit(static_cast<pid_t>(host), RLIMIT_NOFILE, &none, nullptr));
            }),
            "EPERM");
}

TEST_P(Processes, StayInTheHostsReach) {
  EXPECT_EQ(Default([] { return Called(setsid()); }), "EPERM");
  EXPECT_EQ(Default([] { return Called(setpgid(0, 0)); }), "EPERM");
  EXPECT_EQ(Default([] { return Called(prctl(PR_SET_PDEATHSIG, 0)); }), "EPERM");
  EXPECT_EQ(Default([] {
              int signal = 0;
              prctl(PR_GET_PDEATHSIG, &signal);
              return std::to_string(signal);
            }),
            std::to_string(SIGKILL));
}

TEST_P(Processes, KeepToTheirMachine) {
  const auto refused = [&](const auto& call) {
    EXPECT_EQ(Default([&] { return Called(call()); }), "EPERM");
  };
  refused([] { return unshare(CLONE_NEWUSER); });
  refused([] { return syscall(SYS_mount, "none", "/mnt", "tmpfs", 0, nullptr); });
  refused([] { return chroot("/"); });
  refused([] { return syscall(SYS_bpf, 0, nullptr, 0); });
  refused([] { return syscall(SYS_io_uring_setup, 1, nullptr); });
  refused([] { return syscall(SYS_keyctl, 0, 0, 0, 0, 0); });
  refused([] { return syscall(SYS_userfaultfd, 0); });
  refused([] { return syscall(SYS_perf_event_open, nullptr, 0, 0, 0, 0); });
  refused([] { return syscall(SYS_personality, 0x0040000UL); });
  refused([] { return syscall(452, -1, "", 0, 0); });
}

TEST_P(Processes, KeepTheirCallsToOneArchitecture) {
#if defined(__x86_64__)
  const auto killed = [&](const std::function<std::string()>& code) {
    const Outcome outcome = Confined({DefaultPolicy(), GetParam()}, code);
    return WIFSIGNALED(outcome.status) ? WTERMSIG(outcome.status) : 0;
  };
  constexpr long kX32 = 0x4000'0000;
  EXPECT_EQ(killed([] { return Called(syscall(kX32 | SYS_getpid)); }), SIGSYS);
  EXPECT_EQ(killed([] {
              long answer = 20;  // getpid of i386
              asm volatile("int $0x80" : "+a"(answer) : : "r8", "r9", "r10", "r11", "memory");
              return Called(answer);
            }),
            SIGSYS);
#else
  GTEST_SKIP() << "of x86-64";
#endif
}

// The kernel takes an int from the lower half of a register; the upper one must not hide it.
TEST_P(Processes, DoNotHideInTheUpperHalfOfAnArgument) {
  constexpr long kUpper = 1L << 32;
  const long host = getpid();
  EXPECT_EQ(Under(ExecPolicy(), [&] { return Called(syscall(SYS_kill, kUpper | host, SIGKILL)); }),
            "EPERM");
  EXPECT_EQ(Default([&] { return Called(syscall(SYS_kill, kUpper | host, SIGKILL)); }), "EPERM");
  EXPECT_EQ(Default([] { return Called(syscall(SYS_socket, kUpper | AF_PACKET, SOCK_RAW, 0)); }),
            "EPERM");
  EXPECT_EQ(Default([] { return Called(syscall(SYS_prctl, kUpper | PR_SET_PDEATHSIG, 0)); }),
            "EPERM");
}

WEIR_FOR_ALL_WORKERS(Processes);

}  // namespace
}  // namespace weir::sandbox
