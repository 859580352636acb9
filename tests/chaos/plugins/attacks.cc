// Faults that are aimed at other processes.
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fault.h"

namespace weir::chaos {
namespace {

Aftermath Harm(bool done) { return done ? Aftermath::kHarm : Aftermath::kNone; }

// By every call that sends one.
bool Signal(pid_t process, int signal) {
  const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  const bool by_descriptor =
      pidfd >= 0 && syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) == 0;
  if (pidfd >= 0) close(pidfd);
  const bool to_process = kill(process, signal) == 0;
  const bool to_thread = syscall(SYS_tgkill, process, process, signal) == 0;
  const bool queued = sigqueue(process, signal, {}) == 0;
  return by_descriptor || to_process || to_thread || queued;
}

Aftermath KillParent(const Scene&) {
  const bool stopped = Signal(getppid(), SIGSTOP);
  const bool killed = Signal(getppid(), SIGKILL);
  return Harm(stopped || killed);
}

Aftermath KillAll(const Scene&) { return Harm(kill(-1, SIGKILL) == 0); }

Aftermath TraceParent(const Scene&) {
  const bool attached = ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr) == 0;
  const bool seized = ptrace(PTRACE_SEIZE, getppid(), nullptr, nullptr) == 0;
  return Harm(attached || seized);
}

}  // namespace

std::vector<Fault> Attacks() {
  return {{"kill_parent", When::kCollect, KillParent},
          {"kill_all", When::kCollect, KillAll},
          {"ptrace_parent", When::kCollect, TraceParent}};
}

}  // namespace weir::chaos
