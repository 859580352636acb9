#include "worker/sandbox/resource_limits.h"

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "worker/sandbox/sanitizers.h"
#include "worker/sandbox/thread_limit.h"

namespace weir::sandbox {
namespace {

constexpr size_t kStackBytes = size_t{1} << 20;

// Never above the hard limit that there is.
Result<void> Limit(decltype(RLIMIT_CORE) resource, rlim_t most, const char* what) {
  rlimit limit{};
  if (getrlimit(resource, &limit) == 0) {
    limit.rlim_max = std::min(limit.rlim_max, most);
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(resource, &limit) == 0) return {};
  }
  return Fail(std::string("cannot limit ") + what + ": " + std::strerror(errno));
}

Result<void> LimitStacks() {
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error == 0) error = pthread_attr_setstacksize(&attributes, kStackBytes);
  if (error == 0) error = pthread_setattr_default_np(&attributes);
  pthread_attr_destroy(&attributes);
  if (error == 0) return {};
  return Fail(std::string("cannot set the size of threads' stacks: ") + std::strerror(error));
}

}  // namespace

Result<void> LimitResources(const Policy::Limits& limits, Report& report) {
  report[Feature::kMemoryLimit] = kSanitized ? State::kLeftOut : State::kInForce;
  report[Feature::kThreadLimit] = LimitThreads(limits.threads);
  Result<void> done = LimitStacks();
  if (done) done = Limit(RLIMIT_CORE, 0, "cores");
  if (done && !kSanitized) done = Limit(RLIMIT_DATA, limits.memory_bytes, "memory");
  if (done) done = Limit(RLIMIT_FSIZE, limits.memory_bytes, "the size of files");
  if (done) done = Limit(RLIMIT_MSGQUEUE, 0, "message queues");
  if (done) done = Limit(RLIMIT_NOFILE, limits.open_files, "open files");
  return done;
}

}  // namespace weir::sandbox
