// The parts of the sandbox that a kernel may lack.  Their names are the values of `require:`.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace weir::sandbox {

enum class Feature {
  kLandlock,       // files are read and written only where that is granted (Landlock ABI 1, 5.13)
  kTruncate,       // files cannot be cut to nothing either (ABI 3, 6.2)
  kTcpPorts,       // TCP by port, or not at all (ABI 4, 6.7)
  kScopedSignals,  // no signals and no abstract sockets beyond the worker (ABI 6, 6.12)
  kSeccomp,        // system calls are filtered
  kMemoryLimit,    // RLIMIT_DATA
  kThreadLimit,    // threads are counted when the C library starts one (needs /proc)
};

inline constexpr size_t kFeatureCount = 7;

// In the order of Feature.
inline constexpr std::array<std::string_view, kFeatureCount> kFeatureNames = {
    "landlock", "truncate", "tcp_ports", "scoped_signals", "seccomp", "memory", "threads"};

constexpr std::string_view Name(Feature feature) {
  return kFeatureNames[static_cast<size_t>(feature)];
}

constexpr std::optional<Feature> FeatureOf(std::string_view name) {
  for (size_t i = 0; i < kFeatureCount; ++i) {
    if (kFeatureNames[i] == name) return static_cast<Feature>(i);
  }
  return std::nullopt;
}

}  // namespace weir::sandbox
