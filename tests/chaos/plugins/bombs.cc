// Faults that take all there is of something.  Each has a bound of its own far above what a
// collector may have, so that a machine outlives it also where nothing holds it.
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>

#include "fault.h"

namespace weir::chaos {
namespace {

constexpr size_t kBlock = size_t{1} << 20;
constexpr size_t kTooMuchMemory = size_t{1} << 30;
constexpr size_t kEnoughMemory = kTooMuchMemory + (kTooMuchMemory >> 1);
constexpr int kTooManyThreads = 1000;
constexpr int kEnoughThreads = 2000;
constexpr int kEnoughChildren = 200;
constexpr int kEnoughFiles = 100'000;
constexpr unsigned kLongTime = 600;

// Takes blocks of memory until none is given, and gives none back.
template <class Take>
Aftermath Hoard(Take take) {
  static size_t held = 0;
  while (held < kEnoughMemory) {
    void* const block = take();
    if (block == nullptr) break;
    memset(block, 1, kBlock);
    held += kBlock;
  }
  return held > kTooMuchMemory ? Aftermath::kHarm : Aftermath::kFailure;
}

Aftermath MallocBomb(const Scene&) {
  return Hoard([] { return malloc(kBlock); });
}

void* Mapped(int flags) {
  void* const block = mmap(nullptr, kBlock, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
  return block == MAP_FAILED ? nullptr : block;
}

// Shared memory is not counted as data.
Aftermath MmapBomb(const Scene&) {
  const Aftermath aftermath = Hoard([] { return Mapped(MAP_PRIVATE); });
  return aftermath == Aftermath::kHarm ? aftermath : Hoard([] { return Mapped(MAP_SHARED); });
}

void* Rest(void*) {
  for (;;) sleep(kLongTime);
}

Aftermath ThreadBomb(const Scene&) {
  static int threads = 0;
  pthread_t thread;
  while (threads < kEnoughThreads && pthread_create(&thread, nullptr, Rest, nullptr) == 0) {
    pthread_detach(thread);
    ++threads;
  }
  return threads > kTooManyThreads ? Aftermath::kHarm : Aftermath::kNone;
}

Aftermath ForkBomb(const Scene&) {
  static int children = 0;
  while (children < kEnoughChildren) {
    const pid_t child = fork();
    if (child < 0) break;
    if (child == 0) {
      sleep(kLongTime);
      _exit(0);
    }
    ++children;
  }
  return children > 0 ? Aftermath::kHarm : Aftermath::kNone;
}

// A child's child in a session of its own has no parent that could end it.
Aftermath Daemonise(const Scene&) {
  static bool done = false;
  if (done) return Aftermath::kHarm;
  const pid_t child = fork();
  if (child < 0) return Aftermath::kNone;
  if (child == 0) {
    setsid();
    if (fork() == 0) sleep(kLongTime);
    _exit(0);
  }
  done = true;
  return Aftermath::kHarm;
}

Aftermath LeakDescriptors(const Scene&) {
  static int files = 0;
  while (files < kEnoughFiles && open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0) ++files;
  return Aftermath::kFailure;
}

void* Compute(void*) {
  static volatile unsigned turns;
  for (;;) {
    for (int i = 0; i < 100'000; ++i) turns = turns + 1;
    usleep(5000);
  }
}

// It goes on after destroy, and after all else.
Aftermath LeaveThread(const Scene&) {
  static bool left = false;
  pthread_t thread;
  if (!left && pthread_create(&thread, nullptr, Compute, nullptr) == 0) left = true;
  return Aftermath::kNone;
}

}  // namespace

std::vector<Fault> Bombs() {
  return {{"malloc_bomb", When::kCollect, MallocBomb},
          {"mmap_bomb", When::kCollect, MmapBomb},
          {"thread_bomb", When::kCollect, ThreadBomb},
          {"fork_bomb", When::kCollect, ForkBomb},
          {"daemonise", When::kCollect, Daemonise},
          {"fd_leak", When::kCollect, LeakDescriptors},
          {"thread_left_running", When::kCollect, LeaveThread}};
}

}  // namespace weir::chaos
