#include "worker/child/surroundings.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace weir::child {
namespace {

// A fifth of the machine's memory: enough to go before the host, not before what fills the machine.
constexpr int kMoreOomScore = 200;
constexpr int kMostOomScore = 1000;

void RaiseOomScore() {
  const int file = open("/proc/self/oom_score_adj", O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  char text[16] = "";
  if (read(file, text, sizeof text - 1) > 0) {
    const int score = std::min(atoi(text) + kMoreOomScore, kMostOomScore);
    [[maybe_unused]] const int written = dprintf(file, "%d", score);
  }
  close(file);
}

void Disregard(int) {}

// SIGPIPE ends nobody, as in the host; and who ends a service sends SIGTERM to all of its
// processes, but when a worker ends is decided by the host.  Handlers, because programs that a
// plugin starts do not inherit them.
void DisregardSignals() {
  struct sigaction action {};
  action.sa_handler = Disregard;
  action.sa_flags = SA_RESTART;
  for (const int signal : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) sigaction(signal, &action, nullptr);
}

}  // namespace

void Settle(const std::string& collector) {
  prctl(PR_SET_NAME, collector.c_str());
  RaiseOomScore();
  umask(077);
  DisregardSignals();
  setvbuf(stdout, nullptr, _IOLBF, 0);
  if (chdir("/") != 0) perror("cannot enter /");
}

}  // namespace weir::child
