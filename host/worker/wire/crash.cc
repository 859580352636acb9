#include "worker/wire/crash.h"

#include <array>
#include <charconv>
#include <cstring>

namespace weir::wire {

std::string_view Where(Call call) {
  switch (call) {
    case Call::kLoad:
      return "while it loaded the plugin";
    case Call::kCreate:
      return "in create";
    case Call::kDescribe:
      return "in describe";
    case Call::kCollect:
      return "in collect";
    case Call::kDestroy:
      return "in destroy";
    default:
      return "between two calls";
  }
}

std::optional<Crash> ReadCrash(std::string_view bytes) {
  Crash crash;
  if (bytes.size() < sizeof crash) return {};
  memcpy(&crash, bytes.data(), sizeof crash);
  const bool known = crash.magic == Crash::kCrashMagic && crash.signal > 0 && crash.signal < 65 &&
                     crash.call <= Call::kDestroy && crash.found <= 2;
  return known ? std::optional(crash) : std::nullopt;
}

std::string Place(const Crash& crash, std::string_view file) {
  if (crash.found == 0) return "";
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), crash.offset, 16);
  return (crash.found == 1 ? " at " : " below ") + std::string(file) + "+0x" +
         std::string(digits.data(), end.ptr);
}

}  // namespace weir::wire
