#include "plugin/sealed_copy.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace weir::plugin {
namespace {

// Newer than the C library of Debian 12.
constexpr unsigned kNoExecSeal = 0x0008U;  // Linux 6.3: nobody can make it executable

constexpr int kSeals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

tl::unexpected<Error> SystemFault(const std::string& call) {
  return Fail(call + ": " + std::generic_category().message(errno));
}

// A library needs no x bit to be mapped; where vm.memfd_noexec is set, one may not have it.
int CreateMemfd(const std::string& name) {
  const unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int fd = memfd_create(name.c_str(), flags | kNoExecSeal);
  return fd < 0 && errno == EINVAL ? memfd_create(name.c_str(), flags) : fd;
}

Result<void> Copy(int from, int to) {
  constexpr size_t kPiece = size_t{1} << 20;
  off_t offset = 0;
  for (;;) {
    const ssize_t count = sendfile(to, from, &offset, kPiece);
    if (count == 0) return {};
    if (count < 0 && errno != EINTR) return SystemFault("sendfile");
  }
}

}  // namespace

Result<FileDescriptor> SealedCopy(int file, const std::string& name) {
  FileDescriptor copy(CreateMemfd(name));
  if (!copy) return SystemFault("memfd_create");
  if (const auto copied = Copy(file, copy.get()); !copied) return Fail(copied.error().message);
  if (fcntl(copy.get(), F_ADD_SEALS, kSeals) != 0) return SystemFault("F_ADD_SEALS");
  if (access(PathOf(copy).c_str(), R_OK) != 0) return Fail("there is no /proc");
  return copy;
}

std::string PathOf(const FileDescriptor& descriptor) {
  return "/proc/self/fd/" + std::to_string(descriptor.get());
}

}  // namespace weir::plugin
