#include "worker/sandbox/report.h"

#include <algorithm>
#include <concepts>

namespace weir::sandbox {
namespace {

constexpr size_t kSize = 3 * sizeof(uint32_t) + sizeof(uint64_t) + kFeatureCount;

template <std::unsigned_integral T>
void Put(T value, std::string& bytes) {
  for (size_t i = 0; i < sizeof(T); ++i) bytes += static_cast<char>(value >> (8 * i));
}

template <std::unsigned_integral T>
T Take(std::string_view& bytes) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value |= static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[i])) << (8 * i));
  }
  bytes.remove_prefix(sizeof(T));
  return value;
}

}  // namespace

std::string Encode(const Report& report) {
  std::string bytes;
  Put(report.landlock_abi, bytes);
  Put(report.uid, bytes);
  Put(report.gid, bytes);
  Put(report.capabilities, bytes);
  for (const State state : report.states) bytes += static_cast<char>(state);
  return bytes;
}

Result<Report> DecodeReport(std::string_view bytes) {
  if (bytes.size() != kSize) return Fail("the report of the sandbox has a wrong size");
  Report report;
  report.landlock_abi = Take<uint32_t>(bytes);
  report.uid = Take<uint32_t>(bytes);
  report.gid = Take<uint32_t>(bytes);
  report.capabilities = Take<uint64_t>(bytes);
  for (State& state : report.states) {
    const uint8_t number = Take<uint8_t>(bytes);
    if (number > static_cast<uint8_t>(State::kLeftOut)) {
      return Fail("the report of the sandbox has an unknown state");
    }
    state = static_cast<State>(number);
  }
  return report;
}

}  // namespace weir::sandbox
