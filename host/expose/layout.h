// How the tables of all collectors stand together on one page: which family comes where, who shows
// it, and what is left out because an earlier collector has it.  Decided from definitions alone and
// by the order of the parts, never by time.  Immutable.
#pragma once

#include <compare>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "collect/own_metrics.h"
#include "expose/section.h"
#include "series/table.h"

namespace weir::expose {

using Tables = std::vector<std::shared_ptr<const series::Table>>;  // nullptr: shows nothing

using FamilyTexts = std::unordered_map<const series::Family*, std::shared_ptr<const FamilyText>>;

struct Layout {
  // One collector's share of a family.
  struct Share {
    size_t part;  // index into the tables
    std::shared_ptr<const series::FamilyTable> table;
    std::shared_ptr<const FamilyText> text;
    std::unordered_set<series::Slot> hidden;  // series that an earlier part shows
  };
  // A family as the page has it.  All shares have the type and unit of the first, whose HELP is
  // shown.
  struct Group {
    std::vector<Share> shares;
    // OpenMetrics cannot say this family's type without another name: it is `unknown` there.
    bool unknown_in_openmetrics = false;

    const series::Family& family() const { return *shares.front().table->family; }
  };

  // A family of which one part loses something to earlier ones.
  struct Clash {
    enum class Kind { kType, kHelp, kSeries };
    size_t part;
    Kind kind;
    std::string family;
    auto operator<=>(const Clash&) const = default;
  };

  Tables tables;  // that it was made from
  std::vector<Group> groups;
  std::vector<collect::Conflicts> conflicts;  // one for each part
  std::vector<Clash> clashes;
  std::shared_ptr<const FamilyTexts> texts;  // of all groups, by their families
};

// previous: a layout that this made, of which what is still true serves again, or nullptr.
std::shared_ptr<const Layout> MakeLayout(Tables tables, const Layout* previous = nullptr);

}  // namespace weir::expose
