#include "worker/sandbox/filter/program.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace weir::sandbox {
namespace {

constexpr uint32_t kBinaryTree = 2;
// What is used here (Linux 4.14).  Given, the library does not ask this kernel, which may lack
// seccomp: that is for the worker to find out.
constexpr unsigned kLibraryLevel = 3;

tl::unexpected<Error> Failed(int error) {
  return Fail(std::string("cannot compile the filter of system calls: ") + std::strerror(error));
}

Result<std::string> ReadAll(int fd) {
  std::string bytes;
  std::array<char, 4096> part{};
  for (;;) {
    const ssize_t count = read(fd, part.data(), part.size());
    if (count < 0) return Failed(errno);
    if (count == 0) return bytes;
    bytes.append(part.data(), static_cast<size_t>(count));
  }
}

}  // namespace

scmp_arg_cmp Is(unsigned index, uint32_t value) { return HasBits(index, UINT32_MAX, value); }

scmp_arg_cmp HasBits(unsigned index, uint32_t mask, uint32_t bits) {
  return {index, SCMP_CMP_MASKED_EQ, mask, bits};
}

scmp_arg_cmp IsNot(unsigned index, uint32_t value) { return {index, SCMP_CMP_NE, value, 0}; }

Program::Program() : context_(seccomp_init(SCMP_ACT_ALLOW)), status_(0) {
  if (context_ == nullptr) status_ = -ENOMEM;
  if (status_ == 0) status_ = seccomp_api_set(kLibraryLevel);
  const auto set = [&](scmp_filter_attr attribute, uint32_t value) {
    if (status_ == 0) status_ = seccomp_attr_set(context_, attribute, value);
  };
  set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  set(SCMP_FLTATR_CTL_OPTIMIZE, kBinaryTree);
}

Program::~Program() {
  if (context_ != nullptr) seccomp_release(context_);
}

void Program::Refuse(std::initializer_list<int> calls) {
  for (const int call : calls) Answer(call, EPERM);
}

void Program::RefuseIf(int call, std::initializer_list<scmp_arg_cmp> conditions) {
  Answer(call, EPERM, conditions);
}

void Program::Answer(int call, int error, std::initializer_list<scmp_arg_cmp> conditions) {
  if (status_ != 0) return;
  status_ = seccomp_rule_add_array(context_, SCMP_ACT_ERRNO(static_cast<uint32_t>(error)), call,
                                   static_cast<unsigned>(conditions.size()), conditions.begin());
}

// libseccomp writes into a descriptor only; a filter (at most 4096 steps) fits into a pipe.
Result<std::string> Program::Export() const {
  if (status_ != 0) return Failed(-status_);
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return Failed(errno);
  Result<std::string> bytes = ReadAfterExport(ends[0], ends[1]);
  close(ends[0]);
  return bytes;
}

Result<std::string> Program::ReadAfterExport(int reading, int writing) const {
  const int status = seccomp_export_bpf(context_, writing);
  close(writing);
  if (status != 0) return Failed(-status);
  return ReadAll(reading);
}

}  // namespace weir::sandbox
