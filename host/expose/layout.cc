#include "expose/layout.h"

#include <algorithm>
#include <compare>
#include <string>
#include <string_view>
#include <unordered_map>

#include "series/names.h"

namespace weir::expose {
namespace {

using series::Family;
using Clash = Layout::Clash;
using series::FamilyTable;
using series::Type;

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

// As the page writes it; what is compared here is what a reader sees.
std::string AsWritten(const std::string& name) {
  return series::EscapeName(name, series::Escaping::kUnderscores);
}

std::vector<std::string> NamesOnPage(const Family& family) {
  auto names = series::SampleNames(family);
  for (size_t i = 0, count = names.size(); i < count; ++i) {
    // Two names that are not the same so may still be when `values` are asked for.
    if (!series::IsLegacyMetricName(names[i]))
      names.push_back(series::EscapeName(names[i], series::Escaping::kValues));
    names[i] = AsWritten(names[i]);
  }
  return names;
}

// Whose the names of samples are.
using Owners = std::unordered_map<std::string, size_t>;

// What the family and its samples are called in OpenMetrics 1.0, which reserves suffixes for types.
std::vector<std::string> OpenMetricsNames(const Family& family) {
  std::string base = AsWritten(family.name);
  std::vector<std::string_view> suffixes;
  switch (family.type) {
    case Type::kCounter:
      base.resize(base.size() - std::string_view("_total").size());
      suffixes = {"_total", "_created"};
      break;
    case Type::kInfo:
      base.resize(base.size() - std::string_view("_info").size());
      suffixes = {"_info"};
      break;
    case Type::kHistogram:
      suffixes = {"_bucket", "_count", "_sum", "_created"};
      break;
    case Type::kSummary:
      suffixes = {"_count", "_sum", "_created"};
      break;
    case Type::kGaugeHistogram:
      suffixes = {"_bucket", "_gcount", "_gsum"};
      break;
    default:
      break;
  }
  std::vector<std::string> names = {base};
  for (const auto suffix : suffixes) names.push_back(base + std::string(suffix));
  return names;
}

// Whether OpenMetrics has no way to say this type under this name.
bool CannotSay(const Family& family) {
  switch (family.type) {
    case Type::kUntyped:
      return true;
    case Type::kCounter:
      return !family.name.ends_with("_total") ||
             family.name.size() == std::string_view("_total").size();
    case Type::kInfo:
      return !family.name.ends_with("_info") ||
             family.name.size() == std::string_view("_info").size();
    case Type::kHistogram:  // a sum of negative observations is not allowed there
      return !family.bounds.empty() && family.bounds.front() < 0;
    case Type::kStateSet:  // its name is a label's too, which has no colons
      return AsWritten(family.name) != series::TypeLabel(family);
    default:
      return false;
  }
}

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
  Merger(Layout& layout, const Layout* previous) : layout_(layout), previous_(previous) {}

  const Owners& owners() const { return owners_; }

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
    auto& text = layout_.texts[family.get()];
    if (!text && previous_ != nullptr) {
      const auto known = previous_->texts.find(family.get());
      if (known != previous_->texts.end()) text = known->second;
    }
    if (!text) text = std::make_shared<const FamilyText>(family);
    return text;
  }

  Layout& layout_;
  const Layout* previous_;
  std::unordered_map<std::string_view, size_t> by_name_;  // owned by the families
  Owners owners_;
};

}  // namespace

std::shared_ptr<const Layout> MakeLayout(Tables tables, const Layout* previous) {
  auto layout = std::make_shared<Layout>();
  layout->tables = std::move(tables);
  layout->conflicts.resize(layout->tables.size());
  Merger merger(*layout, previous);
  for (size_t part = 0; part < layout->tables.size(); ++part) {
    if (!layout->tables[part]) continue;
    for (const auto& table : layout->tables[part]->families) merger.Add(part, table);
  }
  MarkUnknown(*layout, merger.owners());
  return layout;
}

}  // namespace weir::expose
