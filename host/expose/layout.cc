#include "expose/layout.h"

#include <algorithm>
#include <compare>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "expose/page_names.h"

namespace weir::expose {
namespace {

using series::Family;
using Clash = Layout::Clash;
using series::FamilyTable;

// Walks the series of a family in order.
class Cursor {
 public:
  explicit Cursor(const FamilyTable& table) : table_(table) {}

  bool AtEnd() const { return block_ == table_.blocks.size(); }
  std::string_view Labels() const { return table_.blocks[block_]->Labels(line_); }
  series::Slot slot() const { return table_.blocks[block_]->lines[line_].slot; }
  void Advance() {
    if (++line_ < table_.blocks[block_]->lines.size()) return;
    line_ = 0;
    ++block_;
  }

 private:
  const FamilyTable& table_;
  size_t block_ = 0;
  size_t line_ = 0;
};

uint64_t CountLines(const FamilyTable& table) {
  uint64_t lines = 0;
  for (const auto& block : table.blocks) lines += block->lines.size();
  return lines * series::LineCount(*table.family);
}

// Whose the names of samples are.
using Owners = std::unordered_map<std::string, size_t>;

// Families whose OpenMetrics names would meet those of another become `unknown` rather than
// renamed.
void MarkUnknown(Layout& layout, const Owners& owners) {
  std::unordered_set<std::string> claimed;
  for (size_t i = 0; i < layout.groups.size(); ++i) {
    auto& group = layout.groups[i];
    group.unknown_in_openmetrics = std::ranges::any_of(
        group.shares, [](const auto& share) { return CannotSay(*share.table->family); });
    if (group.unknown_in_openmetrics) continue;
    const auto names = OpenMetricsNames(group.family());
    group.unknown_in_openmetrics = std::ranges::any_of(names, [&](const auto& name) {
      const auto owner = owners.find(name);
      return claimed.contains(name) || (owner != owners.end() && owner->second != i);
    });
    if (!group.unknown_in_openmetrics) claimed.insert(names.begin(), names.end());
  }
}

// Puts families together, in the order of the parts.
class Merger {
 public:
  // previous: whose texts serve again, or nullptr.
  Merger(Layout& layout, const Layout* previous) : layout_(layout), previous_(previous) {}

  const Owners& owners() const { return owners_; }
  FamilyTexts TakeTexts() { return std::move(texts_); }

  void Add(size_t part, const std::shared_ptr<const FamilyTable>& table) {
    const Family& family = *table->family;
    const auto same = by_name_.find(family.name);
    if (same != by_name_.end() && Joins(layout_.groups[same->second].family(), family)) {
      return Join(layout_.groups[same->second], part, table);
    }
    const auto names = NamesOnPage(family);
    if (std::ranges::any_of(names, [this](const auto& name) { return owners_.contains(name); })) {
      layout_.conflicts[part].type += CountLines(*table);
      layout_.clashes.push_back({part, Clash::Kind::kType, family.name});
      return;
    }
    by_name_.emplace(family.name, layout_.groups.size());
    for (const auto& name : names) owners_.emplace(name, layout_.groups.size());
    layout_.groups.push_back({{{part, table, Text(table->family), {}}}, false});
  }

 private:
  // Whether what both say of a name can stand under one TYPE and one UNIT.
  static bool Joins(const Family& first, const Family& later) {
    return first.type == later.type && first.unit == later.unit;
  }

  void Join(Layout::Group& group, size_t part, const std::shared_ptr<const FamilyTable>& table) {
    const std::string& name = table->family->name;
    if (group.family().help != table->family->help) {
      ++layout_.conflicts[part].help;
      layout_.clashes.push_back({part, Clash::Kind::kHelp, name});
    }
    Layout::Share share{part, table, Text(table->family), {}};
    for (const auto& earlier : group.shares) Hide(*earlier.table, share);
    layout_.conflicts[part].series += share.hidden.size() * series::LineCount(*table->family);
    if (!share.hidden.empty()) layout_.clashes.push_back({part, Clash::Kind::kSeries, name});
    group.shares.push_back(std::move(share));
  }

  // Both are sorted by label text: one walk finds what both have.
  static void Hide(const FamilyTable& earlier, Layout::Share& share) {
    Cursor shown(earlier);
    for (Cursor mine(*share.table); !mine.AtEnd() && !shown.AtEnd();) {
      const auto order = mine.Labels() <=> shown.Labels();
      if (order == 0) share.hidden.insert(mine.slot());
      if (order <= 0) mine.Advance();
      if (order >= 0) shown.Advance();
    }
  }

  std::shared_ptr<const FamilyText> Text(const std::shared_ptr<const Family>& family) {
    auto& text = texts_[family.get()];
    if (!text && previous_ != nullptr) {
      const auto known = previous_->texts->find(family.get());
      if (known != previous_->texts->end()) text = known->second;
    }
    if (!text) text = std::make_shared<const FamilyText>(family);
    return text;
  }

  Layout& layout_;
  const Layout* previous_;
  FamilyTexts texts_;
  std::unordered_map<std::string_view, size_t> by_name_;  // owned by the families
  Owners owners_;
};

void AddGroups(Layout& layout, const Layout* previous) {
  Merger merger(layout, previous);
  for (size_t part = 0; part < layout.tables.size(); ++part) {
    if (!layout.tables[part]) continue;
    for (const auto& table : layout.tables[part]->families) merger.Add(part, table);
  }
  MarkUnknown(layout, merger.owners());
  layout.texts = std::make_shared<const FamilyTexts>(merger.TakeTexts());
}

// What was decided from the families alone stays, if each table is of the next group's family and
// nobody shares one.  False: it is not so, and the groups are of no use.
bool AddSameGroups(Layout& layout, const Layout& previous) {
  auto group = previous.groups.begin();
  for (size_t part = 0; part < layout.tables.size(); ++part) {
    if (!layout.tables[part]) continue;
    for (const auto& table : layout.tables[part]->families) {
      if (group == previous.groups.end() || group->shares.size() != 1) return false;
      const Layout::Share& share = group->shares.front();
      if (share.part != part || share.table->family != table->family) return false;
      layout.groups.push_back({{{part, table, share.text, {}}}, group->unknown_in_openmetrics});
      ++group;
    }
  }
  layout.texts = previous.texts;
  return group == previous.groups.end();
}

}  // namespace

std::shared_ptr<const Layout> MakeLayout(Tables tables, const Layout* previous) {
  auto layout = std::make_shared<Layout>();
  layout->tables = std::move(tables);
  layout->conflicts.resize(layout->tables.size());
  if (previous != nullptr && AddSameGroups(*layout, *previous)) return layout;
  layout->groups.clear();
  AddGroups(*layout, previous);
  return layout;
}

}  // namespace weir::expose
