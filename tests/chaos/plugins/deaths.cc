// Faults that end the process at once.
#include <pthread.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "fault.h"

namespace weir::chaos {
namespace {

int* volatile nowhere;
volatile int depth_of_all;

Aftermath Segfault(const Scene&) {
  *nowhere = 1;
  return Aftermath::kNone;
}

Aftermath Abort(const Scene&) { abort(); }

__attribute__((noinline)) int Deeper(int depth) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(depth);
  if (depth < depth_of_all) return 0;  // never
  return Deeper(depth + 1) + frame[0];
}

Aftermath StackOverflow(const Scene&) {
  depth_of_all = Deeper(0);
  return Aftermath::kNone;
}

Aftermath Exit(const Scene&) { exit(3); }

Aftermath UnderscoreExit(const Scene&) { _exit(0); }

Aftermath PthreadExit(const Scene&) { pthread_exit(nullptr); }

Aftermath Exception(const Scene&) { throw std::runtime_error("nobody catches this"); }

}  // namespace

std::vector<Fault> Deaths() {
  return {{"segfault", When::kCollect, Segfault},
          {"abort", When::kCollect, Abort},
          {"stack_overflow", When::kCollect, StackOverflow},
          {"exit", When::kCollect, Exit},
          {"_exit", When::kCollect, UnderscoreExit},
          {"pthread_exit", When::kCollect, PthreadExit},
          {"exception", When::kCollect, Exception},
          {"crash_in_create", When::kCreate, Segfault},
          {"crash_in_describe", When::kDescribe, Segfault},
          {"crash_in_destroy", When::kDestroy, Segfault},
          {"crash_in_static_destructor", When::kEndOfProcess, Segfault}};
}

}  // namespace weir::chaos
