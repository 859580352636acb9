#include "worker/sandbox/kernel.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace weir::sandbox {
namespace {

// One number for each on all architectures; missing in the headers of older C libraries.
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;

int CreateRuleset(const void* attr, size_t size, uint32_t flags) {
  return static_cast<int>(syscall(kCreateRuleset, attr, size, flags));
}

int AddRule(int ruleset, int type, const void* attr, uint32_t flags) {
  return static_cast<int>(syscall(kAddRule, ruleset, type, attr, flags));
}

int RestrictSelf(int ruleset, uint32_t flags) {
  return static_cast<int>(syscall(kRestrictSelf, ruleset, flags));
}

int SetFilter(const sock_fprog* program) {
  return static_cast<int>(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0U, program));
}

constexpr Kernel kRunning = {CreateRuleset, AddRule, RestrictSelf, SetFilter};

}  // namespace

const Kernel& RealKernel() { return kRunning; }

}  // namespace weir::sandbox
