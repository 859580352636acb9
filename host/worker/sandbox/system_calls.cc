#include "worker/sandbox/system_calls.h"

#include <linux/filter.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace weir::sandbox {
namespace {

using Program = std::vector<sock_filter>;

// Empty for bytes that are no program.
Program ProgramOf(const std::string& bytes) {
  Program program(bytes.size() / sizeof(sock_filter));
  if (program.size() * sizeof(sock_filter) != bytes.size()) return {};
  if (program.size() > BPF_MAXINSNS) return {};
  if (!program.empty()) std::memcpy(program.data(), bytes.data(), bytes.size());
  return program;
}

void SetPid(uint32_t placeholder, pid_t pid, Program& program) {
  for (sock_filter& step : program) {
    const bool compares = step.code == (BPF_JMP | BPF_JEQ | BPF_K);
    if (compares && step.k == placeholder) step.k = static_cast<uint32_t>(pid);
  }
}

}  // namespace

Result<void> FilterSystemCalls(const Policy& policy, pid_t host, const Kernel& kernel,
                               Report& report) {
  Program program = ProgramOf(policy.filter);
  if (program.empty()) return Fail("the policy has no filter of system calls");
  SetPid(kWorkerPid, getpid(), program);
  SetPid(kHostPid, host, program);
  const sock_fprog loaded{static_cast<unsigned short>(program.size()), program.data()};
  report[Feature::kSeccomp] = State::kInForce;
  if (kernel.seccomp_set_filter(&loaded) == 0) return {};
  if (errno != ENOSYS && errno != EINVAL) {
    return Fail(std::string("cannot filter system calls: ") + std::strerror(errno));
  }
  report[Feature::kSeccomp] = State::kLacking;
  return {};
}

}  // namespace weir::sandbox
