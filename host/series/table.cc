#include "series/table.h"

#include <algorithm>

#include "series/family_edit.h"

namespace weir::series {
namespace {

// Sorted by family, then as the page has them.
void SortSeries(TableChange& change) {
  const std::string_view text = change.text;
  std::ranges::sort(change.series, [text](const auto& a, const auto& b) {
    if (a.family != b.family) return a.family < b.family;
    return text.substr(a.text_begin, a.text_end - a.text_begin) <
           text.substr(b.text_begin, b.text_end - b.text_begin);
  });
}

// A series that came and went within the transaction was never there.
void RemoveGone(TableChange& change) {
  std::erase_if(change.series, [&](const auto& series) {
    return std::ranges::binary_search(change.dropped, std::pair(series.family, series.slot));
  });
}

}  // namespace

size_t TableBuilder::Find(FamilyId id) const {
  const auto name = [](const Entry& entry) -> std::string_view {
    return entry.table->family->name;
  };
  return static_cast<size_t>(std::ranges::lower_bound(entries_, names_[id - 1], {}, name) -
                             entries_.begin());
}

void TableBuilder::AddFamilies(const TableChange& change) {
  if (change.families.empty()) return;
  for (size_t i = 0; i < change.families.size(); ++i) {
    const FamilyId id = change.family_ids[i];
    if (names_.size() < id) names_.resize(id);
    names_[id - 1] = change.families[i]->name;
    auto table = std::make_shared<FamilyTable>();
    table->family = change.families[i];
    const auto names = change.label_names.find(id);
    if (names != change.label_names.end())
      table->label_names = std::make_shared<const LabelNames>(names->second);
    entries_.push_back({id, std::move(table)});
  }
  std::ranges::sort(entries_, {}, [](const Entry& entry) -> std::string_view {
    return entry.table->family->name;
  });
}

std::shared_ptr<const Table> TableBuilder::Apply(TableChange change) {
  AddFamilies(change);
  std::ranges::sort(change.dropped);
  if (!change.dropped.empty()) RemoveGone(change);
  SortSeries(change);
  auto added = change.series.begin();
  auto dropped = change.dropped.begin();
  std::vector<Slot> slots;
  while (added != change.series.end() || dropped != change.dropped.end()) {
    FamilyId id = added == change.series.end() ? dropped->first : added->family;
    if (dropped != change.dropped.end()) id = std::min(id, dropped->first);
    const auto first_added = added;
    while (added != change.series.end() && added->family == id) ++added;
    slots.clear();
    for (; dropped != change.dropped.end() && dropped->first == id; ++dropped)
      slots.push_back(dropped->second);
    auto& table = entries_[Find(id)].table;
    table = EditFamily(*table, change.text, {first_added, added}, slots);
  }
  auto result = std::make_shared<Table>();
  result->families.reserve(entries_.size());
  for (const auto& entry : entries_) result->families.push_back(entry.table);
  return result;
}

}  // namespace weir::series
