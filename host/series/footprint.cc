#include "series/footprint.h"

#include <string>

namespace weir::series {
namespace {

// More than a collector has whose series all change at once, and change their shape besides.
constexpr size_t kSlotsOfEach = 4;
constexpr size_t kMoreSlots = 4096;
constexpr size_t kTextOfEach = 1024;
constexpr size_t kMoreText = size_t{1} << 20;

size_t TextBytes(const Family& family) {
  size_t bytes = family.name.size() + family.help.size() + family.unit.size();
  for (const auto& label : family.label_names) bytes += label.size();
  for (const auto& state : family.states) bytes += state.size();
  return bytes;
}

Refusal OverLimit(std::string message) {
  return {WEIR_E_LIMIT, Refused::kLimit, std::move(message)};
}

}  // namespace

Footprint::Footprint(const Limits& limits)
    : most_lines_(limits.series),
      most_slots_(kSlotsOfEach * limits.series + kMoreSlots),
      most_text_(kTextOfEach * limits.series + kMoreText) {}

std::optional<Refusal> Footprint::CheckText(size_t bytes) const {
  if (bytes <= most_text_ - text_) return {};
  return OverLimit("names, help and label values together over the limit of " +
                   std::to_string(most_text_) + " bytes");
}

std::optional<Refusal> Footprint::Check(const Family& family) const {
  if (lines_ + LineCount(family) > most_lines_) {
    return OverLimit("one series of each family would be over the limit of " +
                     std::to_string(most_lines_) + " series");
  }
  return CheckText(TextBytes(family));
}

std::optional<Refusal> Footprint::Check(std::span<const std::string_view> values,
                                        size_t new_slots) const {
  if (new_slots > most_slots_ - slots_)
    return OverLimit("too many series come and go for a limit of " + std::to_string(most_lines_));
  return CheckText(TextBytes(values));
}

void Footprint::Add(const Family& family) {
  lines_ += LineCount(family);
  text_ += TextBytes(family);
}

void Footprint::Remove(const Family& family) {
  lines_ -= LineCount(family);
  text_ -= TextBytes(family);
}

size_t TextBytes(std::span<const std::string_view> values) {
  size_t bytes = 0;
  for (const auto& value : values) bytes += value.size();
  return bytes;
}

}  // namespace weir::series
