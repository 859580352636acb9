#include "worker/executable.h"

#include <fcntl.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "worker/wire/frame.h"

namespace weir::worker {
namespace {

namespace fs = std::filesystem;

// Without /proc what the kernel was asked to run, if that has a path.
fs::path Self() {
  std::error_code error;
  fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (!error) return self;
  const auto* const run = std::bit_cast<const char*>(getauxval(AT_EXECFN));
  if (run == nullptr) return {};
  self = fs::canonical(run, error);
  return error ? fs::path() : self;
}

}  // namespace

Result<Executable> Executable::Open(const std::string& path) {
  Executable executable;
  executable.file_ = plugin::FileDescriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!executable.file_ || access(path.c_str(), X_OK) != 0) {
    return Fail("cannot open " + path + ": " + std::generic_category().message(errno));
  }
  const std::string by_descriptor = "/proc/self/fd/" + std::to_string(executable.fd());
  executable.name_ = access(by_descriptor.c_str(), X_OK) == 0
                         ? "/proc/self/fd/" + std::to_string(wire::kExecutableFd)
                         : path;
  return executable;
}

std::string Executable::Installed() {
  std::error_code error;
  const fs::path self = Self();
  const auto beside = (self.parent_path() / WEIR_WORKER_BESIDE).lexically_normal();
  return self.is_absolute() && fs::exists(beside, error) ? beside.string() : WEIR_WORKER;
}

}  // namespace weir::worker
