// What a plugin can rely on under the default sandbox.
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

#include "confined.h"

namespace weir::sandbox {
namespace {

class Permitted : public Sandboxed {
 protected:
  std::string Default(const std::function<std::string()>& code) const {
    return Under(DefaultPolicy(), code);
  }
};

TEST_P(Permitted, NamesOfHosts) {
  EXPECT_EQ(Default([] {
              addrinfo* found = nullptr;
              return Said(getaddrinfo("127.0.0.1", "80", nullptr, &found) == 0);
            }),
            "ok");
}

TEST_P(Permitted, NamesOfUsers) {
  EXPECT_EQ(Default([] { return Said(getpwnam("root") != nullptr); }), "ok");
}

TEST_P(Permitted, Threads) {
  EXPECT_EQ(Default([] {
              std::string answer;
              std::thread([&] { answer = "ran"; }).join();
              return answer;
            }),
            "ran");
}

TEST_P(Permitted, SizeOfAFileSystem) {
  EXPECT_EQ(Default([] {
              struct statvfs status {};
              return Called(statvfs("/", &status));
            }),
            "ok");
}

TEST_P(Permitted, ReadingFilesAndFolders) {
  EXPECT_EQ(Default([] { return Called(open("/etc/passwd", O_RDONLY)); }), "ok");
  EXPECT_EQ(Default([] { return Called(open("/", O_RDONLY | O_DIRECTORY)); }), "ok");
  EXPECT_EQ(Default([] { return Called(open("/proc/self/stat", O_RDONLY)); }), "ok");
  EXPECT_EQ(Default([] { return Called(open("/proc/self/fd", O_RDONLY | O_DIRECTORY)); }), "ok");
  EXPECT_EQ(Default([] { return Called(open("/proc/self/maps", O_RDONLY)); }), "ok");
  EXPECT_EQ(Default([] { return Called(open("/sys/devices", O_RDONLY | O_DIRECTORY)); }), "ok");
}

TEST_P(Permitted, TheNullDevice) {
  EXPECT_EQ(Default([] {
              const int null = open("/dev/null", O_WRONLY | O_TRUNC);
              return Called(null < 0 ? null : write(null, "x", 1));
            }),
            "ok");
}

TEST_P(Permitted, SocketsPipesAndMemory) {
  EXPECT_EQ(Default([] {
              int ends[2];
              const bool done = socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && pipe(ends) == 0 &&
                                socket(AF_INET, SOCK_DGRAM, 0) >= 0 &&
                                socket(AF_INET6, SOCK_STREAM, 0) >= 0 &&
                                socket(AF_NETLINK, SOCK_RAW, 0) >= 0;
              return Said(done && malloc(1 << 20) != nullptr);
            }),
            "ok");
}

TEST_P(Permitted, Libraries) {
  EXPECT_EQ(Default([] {
              const bool loaded = dlopen("libresolv.so.2", RTLD_NOW) != nullptr;
              return loaded ? std::string("ok") : dlerror();
            }),
            "ok");
}

// As a plugin is loaded that was copied into memory.
TEST_P(Permitted, FilesInMemoryByTheirDescriptor) {
  const int file = memfd_create("plugin", MFD_CLOEXEC);
  ASSERT_GE(file, 0);
  const std::string name = "/proc/self/fd/" + std::to_string(file);
  for (const Policy& policy : {DefaultPolicy(), StrictPolicy()}) {
    const Outcome outcome = Confined({policy, GetParam(), &RealKernel(), file},
                                     [&] { return Called(open(name.c_str(), O_RDONLY)); });
    EXPECT_EQ(outcome.answer, "ok");
  }
  close(file);
}

TEST_P(Permitted, SignalsToItself) {
  EXPECT_EQ(Default([] { return Called(kill(getpid(), 0)); }), "ok");
  EXPECT_EQ(Default([] { return Said(pthread_kill(pthread_self(), 0) == 0); }), "ok");
  const Outcome aborted = Confined({DefaultPolicy(), GetParam()}, []() -> std::string { abort(); });
  EXPECT_TRUE(WIFSIGNALED(aborted.status));
  EXPECT_EQ(WTERMSIG(aborted.status), SIGABRT);
}

WEIR_FOR_ALL_WORKERS(Permitted);

}  // namespace
}  // namespace weir::sandbox
