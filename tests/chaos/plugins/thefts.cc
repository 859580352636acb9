// Faults that read what is not theirs.  Inside of the host nothing has to be stolen.
#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "fault.h"

namespace weir::chaos {
namespace {

constexpr int kLastOwn = 6;  // descriptors of a worker

Aftermath Harm(bool done) { return done ? Aftermath::kHarm : Aftermath::kNone; }

std::string OfParent(const char* name) { return "/proc/" + std::to_string(getppid()) + "/" + name; }

bool Readable(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  char byte = 0;
  const bool readable = fd >= 0 && read(fd, &byte, 1) == 1;
  if (fd >= 0) close(fd);
  return readable;
}

// The address does not matter: who may not is refused before it is looked at.
bool MayReadMemoryOf(pid_t process) {
  char byte = 0;
  const iovec here = {&byte, 1}, there = {&byte, 1};
  const ssize_t count = process_vm_readv(process, &here, 1, &there, 1, 0);
  return count == 1 || errno == EFAULT;
}

Aftermath ReadHostMemory(const Scene&) {
  const int memory = open(OfParent("mem").c_str(), O_RDONLY | O_CLOEXEC);
  if (memory >= 0) close(memory);
  return Harm(memory >= 0 || MayReadMemoryOf(getppid()) || Readable(OfParent("maps")));
}

// Its own, too: a secret of the host's is not passed on.
Aftermath ReadHostEnvironment(const Scene&) {
  return Harm(getenv("WEIR_CHAOS_SECRET") != nullptr || Readable(OfParent("environ")));
}

bool HasStranger() {
  for (int fd = kLastOwn + 1; fd < 1024; ++fd) {
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0) {
      return true;
    }
  }
  return false;
}

bool CanTakeDescriptor() {
  const auto pidfd = static_cast<int>(syscall(SYS_pidfd_open, getppid(), 0));
  if (pidfd < 0) return false;
  const auto taken = static_cast<int>(syscall(SYS_pidfd_getfd, pidfd, 0, 0));
  const bool possible = taken >= 0;
  close(pidfd);
  if (possible) close(taken);
  return possible;
}

bool CanListDescriptors() {
  DIR* const folder = opendir(OfParent("fd").c_str());
  if (folder == nullptr) return false;
  const bool listed = readdir(folder) != nullptr;
  closedir(folder);
  return listed;
}

Aftermath ReadHostDescriptors(const Scene&) {
  return Harm(HasStranger() || CanTakeDescriptor() || CanListDescriptors());
}

// Also by the ways around: the host's own root, and another name for the same file.
Aftermath ReadKeyFile(const Scene& scene) {
  const std::string other_name = "/tmp/weir-chaos-" + std::to_string(getpid());
  const bool linked = link(scene.secret_file.c_str(), other_name.c_str()) == 0;
  const bool read_by_link = linked && Readable(other_name);
  if (linked) unlink(other_name.c_str());
  return Harm(read_by_link || Readable(scene.secret_file) ||
              Readable(OfParent("root") + scene.secret_file));
}

}  // namespace

std::vector<Fault> Thefts() {
  return {{"read_host_memory", When::kCollect, ReadHostMemory},
          {"read_host_environment", When::kCollect, ReadHostEnvironment},
          {"read_host_descriptors", When::kCollect, ReadHostDescriptors},
          {"read_key_file", When::kCollect, ReadKeyFile}};
}

}  // namespace weir::chaos
