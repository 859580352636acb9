#include "config/capability.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "config/did_you_mean.h"

namespace weir::config {
namespace {

// In the order of their numbers (include/uapi/linux/capability.h).
constexpr std::array<std::string_view, 41> kNames = {"CHOWN",
                                                     "DAC_OVERRIDE",
                                                     "DAC_READ_SEARCH",
                                                     "FOWNER",
                                                     "FSETID",
                                                     "KILL",
                                                     "SETGID",
                                                     "SETUID",
                                                     "SETPCAP",
                                                     "LINUX_IMMUTABLE",
                                                     "NET_BIND_SERVICE",
                                                     "NET_BROADCAST",
                                                     "NET_ADMIN",
                                                     "NET_RAW",
                                                     "IPC_LOCK",
                                                     "IPC_OWNER",
                                                     "SYS_MODULE",
                                                     "SYS_RAWIO",
                                                     "SYS_CHROOT",
                                                     "SYS_PTRACE",
                                                     "SYS_PACCT",
                                                     "SYS_ADMIN",
                                                     "SYS_BOOT",
                                                     "SYS_NICE",
                                                     "SYS_RESOURCE",
                                                     "SYS_TIME",
                                                     "SYS_TTY_CONFIG",
                                                     "MKNOD",
                                                     "LEASE",
                                                     "AUDIT_WRITE",
                                                     "AUDIT_CONTROL",
                                                     "SETFCAP",
                                                     "MAC_OVERRIDE",
                                                     "MAC_ADMIN",
                                                     "SYSLOG",
                                                     "WAKE_ALARM",
                                                     "BLOCK_SUSPEND",
                                                     "AUDIT_READ",
                                                     "PERFMON",
                                                     "BPF",
                                                     "CHECKPOINT_RESTORE"};

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return upper;
}

std::string Suggestion(std::string_view text) {
  const std::string_view nearest = Nearest(Upper(text), {kNames.begin(), kNames.end()});
  if (nearest.empty()) return ": see capabilities(7), as in NET_RAW";
  return ", did you mean \"" + std::string(nearest) + "\"?";
}

}  // namespace

Result<std::string> ParseCapability(std::string_view text) {
  std::string_view name = text;
  if (name.starts_with("CAP_")) name.remove_prefix(4);
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return std::string(name);
  return Fail("is not a capability" + Suggestion(name));
}

int CapabilityNumber(std::string_view name) {
  return static_cast<int>(std::find(kNames.begin(), kNames.end(), name) - kNames.begin());
}

}  // namespace weir::config
