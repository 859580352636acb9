#include "protobuf_count.h"

#include <cstdint>
#include <optional>

#include "workload.h"

namespace weir::bench {
namespace {

std::optional<uint64_t> TakeVarint(std::string_view& bytes) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> TakeDelimited(std::string_view& bytes) {
  const auto size = TakeVarint(bytes);
  if (!size || *size > bytes.size()) return std::nullopt;
  const std::string_view part = bytes.substr(0, *size);
  bytes.remove_prefix(*size);
  return part;
}

// Name, help, type, metrics and unit: strings, messages and one number.
std::optional<size_t> CountInFamily(std::string_view family) {
  constexpr uint64_t kName = 1, kType = 3, kMetric = 4;
  bool ours = false;
  size_t metrics = 0;
  while (!family.empty()) {
    const auto tag = TakeVarint(family);
    if (!tag) return std::nullopt;
    const uint64_t field = *tag >> 3;
    if (field == kType && !TakeVarint(family)) return std::nullopt;
    if (field == kType) continue;
    const auto part = TakeDelimited(family);
    if (!part) return std::nullopt;
    if (field == kName) ours = part->starts_with(kNamePrefix);
    metrics += field == kMetric;
  }
  return ours ? metrics : 0;
}

}  // namespace

Result<size_t> CountMetrics(std::string_view page) {
  size_t metrics = 0;
  while (!page.empty()) {
    const auto family = TakeDelimited(page);
    const auto count = family ? CountInFamily(*family) : std::nullopt;
    if (!count) return Fail("a message that cannot be read");
    metrics += *count;
  }
  return metrics;
}

}  // namespace weir::bench
