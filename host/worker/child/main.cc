// weir-worker: one collector's plugin in a process of its own.  Started by weir, which speaks with
// it over the descriptor kControlFd.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "worker/child/crash_handler.h"
#include "worker/child/job.h"
#include "worker/child/outbox.h"
#include "worker/sandbox/sanitizers.h"
#include "worker/wire/decoder.h"

namespace weir::child {
namespace {

// Static destructors and atexit functions are the plugin's, and its instance is gone by now.
[[noreturn]] void Leave(int status) {
  fflush(stdout);
  _exit(status);
}

Result<void> Obey(const wire::Frame& order, Job& job) {
  switch (order.type) {
    case wire::Type::kStart: {
      const auto start = wire::ReadStart(order.payload);
      if (!start) return Fail(start.error().message);
      if (!job.Start(*start)) Leave(EXIT_SUCCESS);
      return {};
    }
    case wire::Type::kCollect: {
      const auto deadline_ns = wire::ReadCollect(order.payload);
      if (!deadline_ns) return Fail(deadline_ns.error().message);
      job.Collect(*deadline_ns);
      return {};
    }
    default:
      job.Stop();
      Leave(EXIT_SUCCESS);
  }
}

// Until the host says stop or is gone.
[[noreturn]] void Serve() {
  Outbox outbox(wire::kControlFd);
  Job job(outbox);
  wire::Decoder decoder(wire::Sender::kHost);
  std::array<char, size_t{16} << 10> buffer;
  for (;;) {
    const ssize_t count = recv(wire::kControlFd, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) _exit(count == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
    const auto obeyed = decoder.Feed({buffer.data(), static_cast<size_t>(count)},
                                     [&job](const wire::Frame& order) { return Obey(order, job); });
    if (obeyed) continue;
    fprintf(stderr, "weir-worker: %s\n", obeyed.error().message.c_str());
    Leave(EXIT_FAILURE);
  }
}

bool IsSocket(int fd) {
  struct stat status = {};
  return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

}  // namespace
}  // namespace weir::child

#if WEIR_SANITIZED
// The search for leaks at an exit traces the process, which the sandbox does not allow.
// NOLINTBEGIN(bugprone-reserved-identifier): its name is the sanitizer's.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
// NOLINTEND(bugprone-reserved-identifier)
#endif

int main() {
  namespace child = weir::child;
  namespace wire = weir::wire;
  if (!child::IsSocket(wire::kControlFd)) {
    fputs("weir-worker is started by weir, not by hand\n", stderr);
    return 2;
  }
  // A host that is gone before this is noticed by the end of its socket.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  close(wire::kExecutableFd);
  for (const int fd : {wire::kControlFd, wire::kCrashFd, wire::kPluginFd})
    fcntl(fd, F_SETFD, FD_CLOEXEC);
  child::CatchCrashes(wire::kCrashFd);
  child::Serve();
}
