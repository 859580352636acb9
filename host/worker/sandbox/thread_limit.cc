#include "worker/sandbox/thread_limit.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>

#include "worker/sandbox/sanitizers.h"

namespace weir::sandbox {
namespace {

std::atomic<size_t> most_threads{0};  // 0: no limit

// 0 where it is not known.
size_t Threads() {
  struct stat tasks {};
  if (stat("/proc/self/task", &tasks) != 0 || tasks.st_nlink < 2) return 0;
  return tasks.st_nlink - 2;  // a folder each, "." and ".."
}

}  // namespace

State LimitThreads(size_t threads) {
  if (kSanitized) return State::kLeftOut;
  most_threads = threads;
  return Threads() > 0 ? State::kInForce : State::kLacking;
}

}  // namespace weir::sandbox

#if !WEIR_SANITIZED
// Stands before the C library's for all that the program loads.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*run)(void*), void* argument) noexcept {
  using Create = decltype(&pthread_create);
  static const Create create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  const size_t most = weir::sandbox::most_threads;
  if (create == nullptr || (most > 0 && weir::sandbox::Threads() >= most)) return EAGAIN;
  return create(thread, attributes, run, argument);
}
#endif
