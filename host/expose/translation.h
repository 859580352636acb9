// A layout in another dialect than that in which layouts are made: text with names as `underscores`
// has them.  What does not differ is shared; what does costs about the memory of its labels again,
// for as long as somebody asks for it.
#pragma once

#include <memory>
#include <unordered_map>

#include "expose/dialect.h"
#include "expose/layout.h"
#include "series/table.h"

namespace weir::expose {

struct Translation {
  std::shared_ptr<const Layout> original;
  // The same groups, shares and slots; other texts of families and labels.  The original itself if
  // nothing differs.
  std::shared_ptr<const Layout> layout;
  // What the original's blocks have become, for the next translation.
  std::unordered_map<const series::Block*, std::shared_ptr<const series::Block>> blocks;
};

// previous: an earlier one into the same dialect, of which what did not change serves again, or
// nullptr.
std::shared_ptr<const Translation> Translate(std::shared_ptr<const Layout> original,
                                             const Dialect& dialect, const Translation* previous);

}  // namespace weir::expose
