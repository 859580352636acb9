// A TableBuilder whose changes are written as words.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "families.h"
#include "series/table.h"

namespace weir::series {

using Line = std::pair<std::string, Slot>;
using TablePtr = std::shared_ptr<const Table>;

class Change {
 public:
  Change& AddFamily(FamilyId id, Family family) {
    change_.families.push_back(std::make_shared<const Family>(std::move(family)));
    change_.family_ids.push_back(id);
    return *this;
  }
  Change& Add(FamilyId family, Slot slot, const std::string& labels) {
    const size_t begin = change_.text.size();
    change_.text += labels;
    change_.series.push_back({family, slot, begin, change_.text.size()});
    return *this;
  }
  Change& Drop(FamilyId family, Slot slot) {
    change_.dropped.emplace_back(family, slot);
    return *this;
  }
  TablePtr To(TableBuilder& builder) { return builder.Apply(std::exchange(change_, {})); }

 private:
  TableChange change_;
};

// All lines of a family, in order.
inline std::vector<Line> Lines(const FamilyTable& family) {
  std::vector<Line> lines;
  for (const auto& block : family.blocks) {
    for (size_t i = 0; i < block->lines.size(); ++i) {
      lines.emplace_back(block->Labels(i), block->lines[i].slot);
    }
  }
  return lines;
}

inline std::vector<Line> Lines(const TablePtr& table, size_t family = 0) {
  return Lines(*table->families[family]);
}

}  // namespace weir::series
