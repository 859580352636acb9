#include "worker/strangers.h"

#include <sys/wait.h>

namespace weir::worker {

void Strangers::Begin() {
  Reap();
  loop_.At(loop_.Now() + std::chrono::seconds(1), [this] { Begin(); });
}

// One of the host's own hides those behind it, until its owner has reaped it.
void Strangers::Reap() {
  for (;;) {
    siginfo_t info{};
    if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return;
    if (own_.contains(info.si_pid)) return;
    waitid(P_PID, static_cast<id_t>(info.si_pid), &info, WEXITED | WNOHANG);
  }
}

}  // namespace weir::worker
