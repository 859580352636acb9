// What of a sandbox is in force in one worker; made by Enter, sent to the host, shown there.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "error/result.h"
#include "worker/sandbox/features.h"

namespace weir::sandbox {

enum class State : uint8_t {
  kNotAsked,  // the policy does not use it
  kInForce,
  kLacking,  // asked for, but this kernel does not have it
  kLeftOut,  // asked for, but a build with sanitizers cannot bear it
};

struct Report {
  uint32_t landlock_abi = 0;  // the kernel's, 0 without Landlock
  uint32_t uid = 0;           // of the worker now
  uint32_t gid = 0;
  uint64_t capabilities = 0;  // those that it has, by number
  std::array<State, kFeatureCount> states{};

  State& operator[](Feature feature) { return states[static_cast<size_t>(feature)]; }
  State operator[](Feature feature) const { return states[static_cast<size_t>(feature)]; }
  bool operator==(const Report&) const = default;
};

// Of a fixed size.
std::string Encode(const Report& report);
// Trusts no byte.
Result<Report> DecodeReport(std::string_view bytes);

}  // namespace weir::sandbox
