#include "worker/sandbox/capabilities.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace weir::sandbox {
namespace {

constexpr int kMostCapabilities = 64;

using Halves = std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3>;

tl::unexpected<Error> Failed(const char* what) {
  return Fail(std::string("cannot ") + what + " capabilities: " + std::strerror(errno));
}

Result<Halves> Get() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  Halves halves{};
  if (syscall(SYS_capget, &header, halves.data()) != 0) return Failed("read");
  return halves;
}

bool Same(const Halves& one, const Halves& other) {
  return std::memcmp(one.data(), other.data(), sizeof one) == 0;
}

// Where nothing changes it makes no call, which a service's own filter need not permit then.
Result<void> Set(CapabilitySet usable, CapabilitySet inheritable) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const auto low = [](CapabilitySet set) { return static_cast<uint32_t>(set); };
  const auto high = [](CapabilitySet set) { return static_cast<uint32_t>(set >> 32); };
  const Halves halves = {{{low(usable), low(usable), low(inheritable)},
                          {high(usable), high(usable), high(inheritable)}}};
  const Result<Halves> held = Get();
  if (held && Same(*held, halves)) return {};
  if (syscall(SYS_capset, &header, halves.data()) != 0) return Failed("drop");
  return {};
}

bool Has(CapabilitySet set, int number) { return ((set >> number) & 1U) != 0; }

Result<void> Each(CapabilitySet set, int call, int argument, const char* what) {
  for (int number = 0; number < kMostCapabilities; ++number) {
    if (!Has(set, number)) continue;
    const auto capability = static_cast<unsigned long>(number);
    const bool ambient = call == PR_CAP_AMBIENT;
    const int done = ambient ? prctl(call, argument, capability, 0UL, 0UL)
                             : prctl(call, capability, 0UL, 0UL, 0UL);
    if (done != 0) return Failed(what);
  }
  return {};
}

CapabilitySet Bounding() {
  CapabilitySet set = 0;
  for (int number = 0; number < kMostCapabilities; ++number) {
    const int held = prctl(PR_CAPBSET_READ, static_cast<unsigned long>(number), 0UL, 0UL, 0UL);
    if (held < 0) break;
    if (held == 1) set |= CapabilitySet{1} << number;
  }
  return set;
}

// Without CAP_SETPCAP it stays: no_new_privs lets nothing be gained from it.
Result<void> DropBounding(CapabilitySet permitted, CapabilitySet kept) {
  if (!Has(permitted, CAP_SETPCAP)) return {};
  if (auto set = Set(permitted, 0); !set) return set;  // in use again after a change of user
  return Each(Bounding() & ~kept, PR_CAPBSET_DROP, 0, "bound");
}

}  // namespace

CapabilitySet SetOf(const std::vector<int>& numbers) {
  CapabilitySet set = 0;
  for (const int number : numbers) set |= CapabilitySet{1} << number;
  return set;
}

Result<CapabilitySet> PermittedCapabilities() {
  const Result<Halves> halves = Get();
  if (!halves) return tl::unexpected(halves.error());
  return (*halves)[0].permitted | CapabilitySet{(*halves)[1].permitted} << 32;
}

Result<void> DropCapabilities(CapabilitySet kept) {
  const Result<CapabilitySet> permitted = PermittedCapabilities();
  if (!permitted) return tl::unexpected(permitted.error());
  kept &= *permitted;
  Result<void> done = DropBounding(*permitted, kept);
  if (done && prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0UL, 0UL, 0UL) != 0) {
    done = Failed("clear ambient");
  }
  const CapabilitySet heritable = kept & Bounding();
  if (done) done = Set(kept, heritable);
  if (done) done = Each(heritable, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, "keep");
  return done;
}

}  // namespace weir::sandbox
