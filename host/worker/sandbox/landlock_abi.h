// Landlock's part of the kernel's interface, up to ABI 7 (Documentation/userspace-api/landlock.rst,
// include/uapi/linux/landlock.h): the headers of Debian 12 stop at ABI 2.
#pragma once

#include <cstdint>

namespace weir::sandbox::landlock {

struct RulesetAttr {
  uint64_t handled_access_fs = 0;
  uint64_t handled_access_net = 0;  // from ABI 4
  uint64_t scoped = 0;              // from ABI 6
};

struct [[gnu::packed]] PathBeneathAttr {
  uint64_t allowed_access = 0;
  int32_t parent_fd = -1;
};

struct NetPortAttr {
  uint64_t allowed_access = 0;
  uint64_t port = 0;
};

inline constexpr uint32_t kCreateRulesetVersion = 1;
inline constexpr int kRulePathBeneath = 1;
inline constexpr int kRuleNetPort = 2;

inline constexpr uint64_t kExecute = 1U << 0;
inline constexpr uint64_t kWriteFile = 1U << 1;
inline constexpr uint64_t kReadFile = 1U << 2;
inline constexpr uint64_t kReadDir = 1U << 3;
inline constexpr uint64_t kRemoveDir = 1U << 4;
inline constexpr uint64_t kRemoveFile = 1U << 5;
inline constexpr uint64_t kMakeChar = 1U << 6;
inline constexpr uint64_t kMakeDir = 1U << 7;
inline constexpr uint64_t kMakeReg = 1U << 8;
inline constexpr uint64_t kMakeSock = 1U << 9;
inline constexpr uint64_t kMakeFifo = 1U << 10;
inline constexpr uint64_t kMakeBlock = 1U << 11;
inline constexpr uint64_t kMakeSym = 1U << 12;
inline constexpr uint64_t kRefer = 1U << 13;     // from ABI 2
inline constexpr uint64_t kTruncate = 1U << 14;  // from ABI 3
inline constexpr uint64_t kIoctlDev = 1U << 15;  // from ABI 5

inline constexpr uint64_t kBindTcp = 1U << 0;
inline constexpr uint64_t kConnectTcp = 1U << 1;

inline constexpr uint64_t kScopeAbstractUnixSocket = 1U << 0;
inline constexpr uint64_t kScopeSignal = 1U << 1;

// All rights that this ABI knows.
constexpr uint64_t FileRights(int abi) {
  uint64_t rights = (kMakeSym << 1) - 1;
  if (abi >= 2) rights |= kRefer;
  if (abi >= 3) rights |= kTruncate;
  if (abi >= 5) rights |= kIoctlDev;
  return rights;
}

// Those of them that a rule for a file, not a folder, may carry.
inline constexpr uint64_t kRightsOfAFile =
    kExecute | kWriteFile | kReadFile | kTruncate | kIoctlDev;

}  // namespace weir::sandbox::landlock
