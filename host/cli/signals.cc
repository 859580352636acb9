#include "cli/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace weir::cli {

Result<Signals> Signals::Block() {
  signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  const int fd = signalfd(-1, &set, SFD_CLOEXEC);
  if (fd < 0) return Fail("cannot make a signalfd: " + std::generic_category().message(errno));
  return Signals(fd);
}

Signals::Signals(Signals&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Signals::~Signals() {
  if (fd_ >= 0) close(fd_);
}

int Signals::Wait() {
  signalfd_siginfo info{};
  while (read(fd_, &info, sizeof info) != sizeof info) {
  }
  return static_cast<int>(info.ssi_signo);
}

}  // namespace weir::cli
