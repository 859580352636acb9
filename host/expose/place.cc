#include "expose/place.h"

#include <algorithm>

namespace weir::expose {
namespace {

// Braces, blank, value and line feed.
constexpr size_t kUsualExtra = 16;

bool SameLine(const Row& a, const Row& b) {
  return a.name == b.name && a.label == b.label && a.slot == b.slot;
}

bool SameHeader(const std::string* a, const std::string* b) {
  return a == b || (a != nullptr && b != nullptr && *a == *b);
}

// Without a branch for each line, as all are shown as a rule.
bool ShowsAll(const series::Samples& samples, const series::Block& block) {
  const auto slot_of = [](const auto& line) { return line.slot; };
  const auto last = std::ranges::max_element(block.lines, {}, slot_of);
  if (last->slot >= samples.shown.size()) return false;
  uint8_t all = 1;
  for (const auto& line : block.lines) all &= samples.shown[line.slot];
  return all != 0;
}

void AppendSection(std::vector<Place>& places, const Layout::Group& group, size_t section,
                   Format format) {
  const auto section_of = [&](const Layout::Share& share) -> const Section& {
    return share.text->Sections(format, group.unknown_in_openmetrics)[section];
  };
  const auto& first = group.shares.front();
  const std::string* header = &section_of(first).header;
  for (const auto& share : group.shares) {
    for (const auto& block : share.table->blocks) {
      places.push_back({share.part, block, share.text, &section_of(share).rows, first.text, header,
                        &share.hidden});
      header = nullptr;
    }
  }
}

}  // namespace

size_t Place::bytes() const {
  size_t size = header == nullptr ? 0 : header->size();
  for (const Row& row : *rows)
    size += block->text.size() +
            block->lines.size() * (row.name.size() + row.label.size() + kUsualExtra);
  return size;
}

bool Place::Matches(const Place& other) const { return block == other.block && IsLike(other); }

bool Place::IsLike(const Place& other) const {
  return SameHeader(header, other.header) &&
         (rows == other.rows || std::ranges::equal(*rows, *other.rows, SameLine));
}

bool Place::IsPlain(const series::Samples* samples, Format format) const {
  if (samples == nullptr || !samples->timestamps.empty() || !hidden->empty()) return false;
  const bool exemplars = format == Format::kOpenMetrics && !samples->exemplars.empty() &&
                         std::ranges::any_of(*rows, &Row::exemplar);
  const bool created = !samples->created.empty() && rows->back().created != nullptr;
  return !exemplars && !created && ShowsAll(*samples, *block);
}

std::vector<Place> PlacesOf(const Layout& layout, Format format) {
  std::vector<Place> places;
  for (const auto& group : layout.groups) {
    const auto& sections =
        group.shares.front().text->Sections(format, group.unknown_in_openmetrics);
    for (size_t section = 0; section < sections.size(); ++section)
      AppendSection(places, group, section, format);
  }
  return places;
}

}  // namespace weir::expose
