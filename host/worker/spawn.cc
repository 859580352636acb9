#include "worker/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "worker/sandbox/sanitizers.h"
#include "worker/wire/frame.h"

namespace weir::worker {
namespace {

using plugin::FileDescriptor;

// Above all numbers that a worker's descriptors get, so that none is overwritten by another.
constexpr int kFirstFree = wire::kExecutableFd + 1;

std::string Reason(int error) { return std::generic_category().message(error); }

// Of the host's environment.  No HOME, no secrets that belong to other collectors: what a plugin
// needs is in its configuration.
constexpr std::array kPassedOn = {
    "PATH",         "LANG",          "LC_ALL",       "LC_CTYPE", "TZ", "LD_LIBRARY_PATH",
#if WEIR_SANITIZED
    "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
#endif
};

class Environment {
 public:
  Environment() {
    for (const char* name : kPassedOn) {
      const char* const value = getenv(name);
      if (value != nullptr) texts_.push_back(std::string(name) + "=" + value);
    }
    for (std::string& text : texts_) pointers_.push_back(text.data());
    pointers_.push_back(nullptr);
  }
  char** get() { return pointers_.data(); }

 private:
  std::vector<std::string> texts_;
  std::vector<char*> pointers_;
};

// What happens to the descriptors between fork and exec.
class Actions {
 public:
  Actions() { posix_spawn_file_actions_init(&actions_); }
  ~Actions() { posix_spawn_file_actions_destroy(&actions_); }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;

  void OpenNull(int as) {
    posix_spawn_file_actions_addopen(&actions_, as, "/dev/null", O_RDONLY, 0);
  }
  void Move(int from, int to) { posix_spawn_file_actions_adddup2(&actions_, from, to); }
  void Close(int fd) { posix_spawn_file_actions_addclose(&actions_, fd); }
  void CloseFrom(int fd) { posix_spawn_file_actions_addclosefrom_np(&actions_, fd); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

class Attributes {
 public:
  Attributes() {
    posix_spawnattr_init(&attributes_);
    sigset_t signals;
    sigfillset(&signals);
    posix_spawnattr_setsigdefault(&attributes_, &signals);
    sigemptyset(&signals);
    posix_spawnattr_setsigmask(&attributes_, &signals);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~Attributes() { posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

// A descriptor's double whose number no file action overwrites.
FileDescriptor Raised(int fd) { return FileDescriptor(fcntl(fd, F_DUPFD_CLOEXEC, kFirstFree)); }

void SetNonBlocking(const FileDescriptor& fd) {
  fcntl(fd.get(), F_SETFL, fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
}

// What the worker is to have, all raised.
struct Theirs {
  FileDescriptor control, crash, output, executable, plugin;
};

bool MakePair(FileDescriptor& ours, FileDescriptor& theirs) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return false;
  ours = FileDescriptor(ends[0]);
  const FileDescriptor other(ends[1]);
  theirs = Raised(other.get());
  SetNonBlocking(ours);
  return static_cast<bool>(theirs);
}

// flags: of both ends; ours does not block in any case.
bool MakePipe(FileDescriptor& ours, FileDescriptor& theirs, int flags) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | flags) != 0) return false;
  ours = FileDescriptor(ends[0]);
  const FileDescriptor other(ends[1]);
  theirs = Raised(other.get());
  SetNonBlocking(ours);
  return static_cast<bool>(theirs);
}

// plugin: or -1.
bool MakeAll(const Executable& executable, int plugin, Process::Ends& ours, Theirs& theirs) {
  theirs.executable = Raised(executable.fd());
  if (plugin >= 0) theirs.plugin = Raised(plugin);
  // One who dies does not wait until somebody reads why.
  return theirs.executable && (plugin < 0 || theirs.plugin) &&
         MakePair(ours.control, theirs.control) && MakePipe(ours.output, theirs.output, 0) &&
         MakePipe(ours.crash, theirs.crash, O_NONBLOCK);
}

void Arrange(const Theirs& theirs, Actions& actions) {
  actions.OpenNull(STDIN_FILENO);
  actions.Move(theirs.output.get(), STDOUT_FILENO);
  actions.Move(theirs.output.get(), STDERR_FILENO);
  actions.Move(theirs.control.get(), wire::kControlFd);
  actions.Move(theirs.crash.get(), wire::kCrashFd);
  if (theirs.plugin) {
    actions.Move(theirs.plugin.get(), wire::kPluginFd);
  } else {
    actions.Close(wire::kPluginFd);
  }
  actions.Move(theirs.executable.get(), wire::kExecutableFd);
  actions.CloseFrom(kFirstFree);
}

}  // namespace

Result<pid_t> Spawn(const Executable& executable, const std::string& name, int plugin,
                    Process::Ends& ends) {
  Theirs theirs;
  if (!MakeAll(executable, plugin, ends, theirs))
    return Fail("cannot make its descriptors: " + Reason(errno));
  Actions actions;
  Arrange(theirs, actions);
  std::string program = "weir-worker";
  std::string collector = name;
  std::array<char*, 3> arguments = {program.data(), collector.data(), nullptr};
  const Attributes attributes;
  Environment environment;
  pid_t pid = 0;
  const int error = posix_spawn(&pid, executable.name().c_str(), actions.get(), attributes.get(),
                                arguments.data(), environment.get());
  if (error != 0) return Fail("posix_spawn: " + Reason(error));
  return pid;
}

}  // namespace weir::worker
