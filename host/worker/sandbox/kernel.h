// The system calls of the sandbox that a kernel may lack, as a table: tests put an older kernel in
// their place.
#pragma once

#include <cstddef>
#include <cstdint>

struct sock_fprog;

namespace weir::sandbox {

// Each answers as the system call: a value, or -1 and errno.
struct Kernel {
  // attr is of Weir's own layout (landlock_abi.h); NULL with kCreateRulesetVersion asks for the
  // ABI.
  int (*landlock_create_ruleset)(const void* attr, size_t size, uint32_t flags);
  int (*landlock_add_rule)(int ruleset, int type, const void* attr, uint32_t flags);
  int (*landlock_restrict_self)(int ruleset, uint32_t flags);
  int (*seccomp_set_filter)(const sock_fprog* program);
};

// The running kernel.
const Kernel& RealKernel();

}  // namespace weir::sandbox
