// What a worker that dies of a signal leaves behind, in a pipe of its own: it may die in the middle
// of a frame.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace weir::wire {

// What the worker is at.
enum class Call : uint32_t { kNone, kLoad, kCreate, kDescribe, kCollect, kDestroy };

// "in collect": for messages.
std::string_view Where(Call call);

struct Crash {
  static constexpr uint32_t kCrashMagic = 0x48535243;  // "CRSH" in memory

  uint32_t magic = kCrashMagic;
  int32_t signal = 0;
  Call call = Call::kNone;
  uint32_t found = 0;   // 1: offset is where it happened; 2: where that was called from
  uint64_t offset = 0;  // into the plugin's file as it is mapped
};
static_assert(sizeof(Crash) == 24);

// Trusts no byte.
std::optional<Crash> ReadCrash(std::string_view bytes);

// " at foobar.so+0x1234", " below foobar.so+0x1234" or nothing.  file: the plugin's, without
// folders.
std::string Place(const Crash& crash, std::string_view file);

}  // namespace weir::wire
