// Faults that do not come back.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "fault.h"

namespace weir::chaos {
namespace {

volatile unsigned turns;

Aftermath InfiniteLoop(const Scene&) {
  for (;;) turns = turns + 1;
}

Aftermath Deadlock(const Scene&) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
  for (;;) pthread_mutex_lock(&mutex);
}

Aftermath StopItself(const Scene&) {
  kill(getpid(), SIGSTOP);
  return Aftermath::kNone;
}

// Held by the kernel: what the file system has taken over cannot be killed.
Aftermath FuseHang(const Scene& scene) {
  const int fd = open(scene.hanging_file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd >= 0) close(fd);
  return Aftermath::kFailure;
}

}  // namespace

std::vector<Fault> Hangs() {
  return {{"infinite_loop", When::kCollect, InfiniteLoop},
          {"deadlock", When::kCollect, Deadlock},
          {"sigstop_self", When::kCollect, StopItself},
          {"fuse_hang", When::kCollect, FuseHang}};
}

}  // namespace weir::chaos
