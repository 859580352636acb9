#include "worker/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "worker/spawn.h"

namespace weir::worker {
namespace {

std::chrono::nanoseconds Duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

// The C library's waitid gives no times.
int WaitFor(int pidfd, siginfo_t* info, rusage* usage) {
  constexpr int kIdIsPidfd = 3;  // P_PIDFD
  return static_cast<int>(syscall(SYS_waitid, kIdIsPidfd, pidfd, info, WEXITED | WNOHANG, usage));
}

}  // namespace

Result<Process> Process::Spawn(const Executable& executable, const std::string& name, int plugin,
                               Ends& ends) {
  const auto pid = worker::Spawn(executable, name, plugin, ends);
  if (!pid) return Fail(pid.error().message);
  plugin::FileDescriptor pidfd(static_cast<int>(syscall(SYS_pidfd_open, *pid, 0)));
  if (pidfd) return Process(*pid, std::move(pidfd));
  const int error = errno;
  kill(*pid, SIGKILL);
  waitpid(*pid, nullptr, 0);
  return Fail("pidfd_open: " + std::generic_category().message(error));
}

Process::Process(pid_t pid, plugin::FileDescriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), pidfd_(std::move(other.pidfd_)) {}

Process::~Process() {
  Kill();
  Reap();
}

// Its number cannot be another's before it is reaped.
void Process::Kill() const {
  if (pid_ == 0) return;
  kill(-pid_, SIGKILL);
  kill(pid_, SIGKILL);
}

std::optional<Exit> Process::Reap() {
  if (pid_ == 0) return {};
  siginfo_t info{};
  rusage usage{};
  Exit exit;
  const bool gone = WaitFor(pidfd_.get(), &info, &usage) != 0 && errno == ECHILD;
  if (!gone && info.si_pid == 0) return {};
  if (gone) {  // somebody else in this process has reaped it
    pid_ = 0;
    return exit;
  }
  exit.by_signal = info.si_code != CLD_EXITED;
  exit.code = info.si_status;
  exit.cpu = Duration(usage.ru_utime) + Duration(usage.ru_stime);
  pid_ = 0;
  return exit;
}

}  // namespace weir::worker
