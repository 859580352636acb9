// The host hides from others of its user, not from itself.
#include "worker/sandbox/hide_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "confined.h"

namespace weir::sandbox {
namespace {

constexpr uid_t kSomebody = 65534;

// The child is no root: root's own files are root's, hidden or not.
void BecomeNobody() {
  if (geteuid() == 0 && setresuid(kSomebody, kSomebody, kSomebody) != 0) _exit(2);
}

// What `open` of a file in /proc/PID says to another process of the same user.
int OpenedByAnother(const std::string& path) {
  const pid_t other = fork();
  if (other == 0) {
    BecomeNobody();
    _exit(open(path.c_str(), O_RDONLY) >= 0 ? 0 : errno);
  }
  int status = 0;
  waitpid(other, &status, 0);
  return WEXITSTATUS(status);
}

// A process that, hidden or not, waits until it is let go.
class Waiting {
 public:
  explicit Waiting(bool hidden) {
    if (pipe(ready_.data()) != 0 || pipe(go_.data()) != 0) std::abort();
    child_ = fork();
    if (child_ == 0) Wait(hidden);
    char byte = 0;
    EXPECT_EQ(read(ready_[0], &byte, 1), 1);
  }
  ~Waiting() {
    EXPECT_EQ(write(go_[1], "x", 1), 1);
    waitpid(child_, nullptr, 0);
    for (const int fd : {ready_[0], ready_[1], go_[0], go_[1]}) close(fd);
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  std::string File(const std::string& name) const {
    return "/proc/" + std::to_string(child_) + "/" + name;
  }

 private:
  // A change of user hides as well, but an exec, or this, shows again.
  [[noreturn]] void Wait(bool hidden) {
    BecomeNobody();
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    if (hidden) HideProcess();
    char byte = 'x';
    if (write(ready_[1], &byte, 1) == 1 && read(go_[0], &byte, 1) == 1) _exit(0);
    _exit(1);
  }

  std::array<int, 2> ready_{};
  std::array<int, 2> go_{};
  pid_t child_ = 0;
};

TEST(HideProcess, ClosesItsMemoryAndEnvironmentToOthersOfItsUser) {
  const Waiting shown(false);
  const Waiting hidden(true);
  for (const char* file : {"environ", "mem", "fd"}) {
    EXPECT_EQ(OpenedByAnother(shown.File(file)), 0) << file;
    EXPECT_EQ(OpenedByAnother(hidden.File(file)), EACCES) << file;
  }
}

TEST(HideProcess, LeavesItToItself) {
  const pid_t child = fork();
  if (child == 0) {
    BecomeNobody();
    HideProcess();
    for (const char* file : {"/proc/self/fd", "/proc/self/stat", "/proc/self/maps"}) {
      if (open(file, O_RDONLY) < 0) _exit(1);
    }
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace weir::sandbox
