// What `require:` can demand of the kernel; docs/isolation.md says what each is.
#pragma once

#include <array>
#include <string_view>

namespace weir::config {

inline constexpr std::array<std::string_view, 7> kRequirements = {
    "landlock", "truncate", "tcp_ports", "scoped_signals", "seccomp", "memory", "threads"};

}  // namespace weir::config
