// One family's part of a TableChange, merged into its blocks.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "series/table.h"

namespace weir::series {

// text: what the added series' offsets point into.  added: of this family, sorted by label text.
// Blocks that hold neither added nor dropped ones are shared with the old table; others are copied
// in runs of lines.
std::shared_ptr<const FamilyTable> EditFamily(const FamilyTable& old, std::string_view text,
                                              std::span<const TableChange::Series> added,
                                              std::span<const Slot> dropped);

}  // namespace weir::series
