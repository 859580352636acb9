// What a worker may use up.
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <unistd.h>

#include <cstdlib>

#include "confined.h"
#include "worker/sandbox/sanitizers.h"

namespace weir::sandbox {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

Policy Small() {
  Policy policy = DefaultPolicy();
  policy.limits = {64 * kMiB, 32, 8};
  return policy;
}

// How often the call succeeds before it fails, and with which error; at most 1000 times.
template <class Call>
std::string Often(Call call) {
  for (int times = 0; times < 1000; ++times) {
    if (!call()) return std::to_string(times) + " " + Said(false);
  }
  return "endless";
}

void* Wait(void*) {
  for (;;) pause();
}

class Limits : public Sandboxed {};

TEST_P(Limits, BoundMemory) {
  if (kSanitized) GTEST_SKIP() << "left out of a build with sanitizers";
  EXPECT_EQ(Under(Small(), [] { return Said(malloc(128 * kMiB) != nullptr); }), "ENOMEM");
  EXPECT_EQ(Under(Small(), [] { return Said(malloc(16 * kMiB) != nullptr); }), "ok");
  EXPECT_EQ(Under(Small(),
                  [] {
                    void* memory = mmap(nullptr, 128 * kMiB, PROT_READ | PROT_WRITE,
                                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                    return Said(memory != MAP_FAILED);
                  }),
            "ENOMEM");
}

TEST_P(Limits, HaveNoWayAroundThem) {
  EXPECT_EQ(Under(Small(),
                  [] {
                    void* memory = mmap(nullptr, 128 * kMiB, PROT_READ | PROT_WRITE,
                                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
                    return Said(memory != MAP_FAILED);
                  }),
            "EPERM");
  EXPECT_EQ(Under(Small(), [] { return Called(memfd_create("x", 0)); }), "EPERM");
  EXPECT_EQ(Under(Small(), [] { return Called(shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600)); }),
            "EPERM");
  EXPECT_EQ(Under(Small(), [] { return Called(msgget(IPC_PRIVATE, IPC_CREAT | 0600)); }), "EPERM");
  EXPECT_EQ(Under(Small(),
                  [] {
                    const rlimit more{4096, 4096};
                    return Called(setrlimit(RLIMIT_NOFILE, &more));
                  }),
            "EPERM");
}

TEST_P(Limits, BoundOpenFiles) {
  EXPECT_EQ(Under(Small(),
                  [] {
                    int highest = 0;
                    const auto call = [&] {
                      const int fd = dup(0);
                      if (fd > highest) highest = fd;
                      return fd >= 0;
                    };
                    const std::string answer = Often(call);
                    return std::to_string(highest) + answer.substr(answer.find(' '));
                  }),
            "31 EMFILE");
}

TEST_P(Limits, BoundThreads) {
  if (kSanitized) GTEST_SKIP() << "left out of a build with sanitizers";
  EXPECT_EQ(Under(Small(),
                  [] {
                    return Often([] {
                      pthread_t thread;
                      errno = pthread_create(&thread, nullptr, Wait, nullptr);
                      return errno == 0;
                    });
                  }),
            "7 EAGAIN");  // and the first one
}

TEST_P(Limits, LetAThreadStartWhenAnotherEnded) {
  EXPECT_EQ(Under(Small(),
                  [] {
                    return Often([] {
                      pthread_t thread;
                      errno = pthread_create(
                          &thread, nullptr, [](void* none) { return none; }, nullptr);
                      if (errno == 0) pthread_join(thread, nullptr);
                      return errno == 0;
                    });
                  }),
            "endless");
}

TEST_P(Limits, MakeStacksSmall) {
  EXPECT_EQ(Under(Small(),
                  [] {
                    pthread_attr_t attributes;
                    size_t bytes = 0;
                    pthread_getattr_default_np(&attributes);
                    pthread_attr_getstacksize(&attributes, &bytes);
                    return std::to_string(bytes / kMiB);
                  }),
            "1");
}

TEST_P(Limits, BoundTheSizeOfAFile) {
  const Scratch scratch;
  Policy policy = Small();
  policy.write = {scratch.path()};
  const std::string file = scratch.path() + "/file";
  EXPECT_EQ(Under(policy,
                  [&] {
                    signal(SIGXFSZ, SIG_IGN);
                    const int fd = open(file.c_str(), O_WRONLY | O_CREAT, 0600);
                    return fd < 0 ? Called(fd) : Called(ftruncate(fd, 128 * kMiB));
                  }),
            "EFBIG");
}

TEST_P(Limits, LeaveNoCore) {
  EXPECT_EQ(Under(Small(),
                  [] {
                    rlimit limit{};
                    getrlimit(RLIMIT_CORE, &limit);
                    return std::to_string(limit.rlim_max);
                  }),
            "0");
}

TEST_P(Limits, AreAllThatLevelOffSets) {
  Policy policy = Small();
  policy.level = Level::kOff;
  const Outcome outcome = Confined({policy, GetParam()}, [] {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return std::to_string(limit.rlim_max) + " " + Forking();
  });
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.answer, "32 ok");
  EXPECT_EQ(outcome.report[Feature::kLandlock], State::kNotAsked);
  EXPECT_EQ(outcome.report[Feature::kSeccomp], State::kNotAsked);
  EXPECT_EQ(outcome.report[Feature::kMemoryLimit], kSanitized ? State::kLeftOut : State::kInForce);
}

WEIR_FOR_ALL_WORKERS(Limits);

}  // namespace
}  // namespace weir::sandbox
