// Faults that change what belongs to the whole process.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clocale>
#include <cstdlib>
#include <ctime>

#include "fault.h"

namespace weir::chaos {
namespace {

Aftermath Chdir(const Scene&) { return chdir("/") == 0 ? Aftermath::kNone : Aftermath::kFailure; }

Aftermath Umask(const Scene&) {
  umask(0777);
  return Aftermath::kNone;
}

// A locale that writes numbers otherwise, where there is one.
Aftermath Setlocale(const Scene&) {
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C.UTF-8"}) {
    if (setlocale(LC_ALL, name) != nullptr) break;
  }
  return Aftermath::kNone;
}

Aftermath TimeZone(const Scene&) {
  setenv("TZ", "XXX-13:45", 1);
  tzset();
  return Aftermath::kNone;
}

Aftermath SignalHandlers(const Scene&) {
  for (int number = 1; number < NSIG; ++number) signal(number, SIG_IGN);
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  return Aftermath::kNone;
}

Aftermath CloseAll(const Scene&) {
  for (int fd = 0; fd < 1024; ++fd) close(fd);
  return Aftermath::kNone;
}

}  // namespace

std::vector<Fault> Disturbances() {
  return {{"chdir", When::kCollect, Chdir},
          {"umask", When::kCollect, Umask},
          {"setlocale", When::kCollect, Setlocale},
          {"tz", When::kCollect, TimeZone},
          {"signal_handlers", When::kCollect, SignalHandlers},
          {"close_all", When::kCollect, CloseAll}};
}

}  // namespace weir::chaos
