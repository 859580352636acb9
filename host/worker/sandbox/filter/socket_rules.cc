#include <linux/capability.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "worker/sandbox/filter/rules.h"

namespace weir::sandbox {
namespace {

constexpr uint32_t kMostFamilies = 64;  // AF_MAX is 46 in Linux 6.18

std::vector<uint32_t> Families(const Policy& policy) {
  std::vector<uint32_t> families = {AF_UNSPEC, AF_UNIX};
  if (policy.network) families.insert(families.end(), {AF_INET, AF_INET6});
  // Tells of interfaces, routes and sockets, and changes nothing without a capability.
  if (policy.network || policy.level != Level::kStrict) families.push_back(AF_NETLINK);
  const auto& kept = policy.capabilities;
  const bool raw = std::find(kept.begin(), kept.end(), CAP_NET_RAW) != kept.end();
  if (policy.network && raw) families.push_back(AF_PACKET);
  return families;
}

// Landlock knows the ports of TCP alone.
void RefuseWaysAroundPorts(Program& program) {
  constexpr uint32_t kSctp = 132;
  constexpr uint32_t kDccp = 33;
  constexpr uint32_t kMptcp = 262;
  for (const uint32_t protocol : {kSctp, kDccp, kMptcp}) {
    program.RefuseIf(SCMP_SYS(socket), {Is(2, protocol)});
  }
  constexpr uint32_t kTypeMask = 0xf;
  constexpr uint32_t kDccpType = 6;
  for (const uint32_t family : {uint32_t{AF_INET}, uint32_t{AF_INET6}}) {  // the same by type
    for (const uint32_t type : {uint32_t{SOCK_SEQPACKET}, kDccpType}) {
      program.RefuseIf(SCMP_SYS(socket), {Is(0, family), HasBits(1, kTypeMask, type)});
    }
  }
  // These connect while they send.
  program.Answer(SCMP_SYS(sendto), EOPNOTSUPP, {HasBits(3, MSG_FASTOPEN, MSG_FASTOPEN)});
  program.Answer(SCMP_SYS(sendmsg), EOPNOTSUPP, {HasBits(2, MSG_FASTOPEN, MSG_FASTOPEN)});
  program.Answer(SCMP_SYS(sendmmsg), EOPNOTSUPP, {HasBits(3, MSG_FASTOPEN, MSG_FASTOPEN)});
}

}  // namespace

void RefuseSockets(const Policy& policy, Program& program) {
  const std::vector<uint32_t> permitted = Families(policy);
  for (uint32_t family = 0; family < kMostFamilies; ++family) {
    if (std::find(permitted.begin(), permitted.end(), family) != permitted.end()) continue;
    program.RefuseIf(SCMP_SYS(socket), {Is(0, family)});
  }
  if (policy.network && !policy.tcp_connect.empty()) RefuseWaysAroundPorts(program);
}

}  // namespace weir::sandbox
