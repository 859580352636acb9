// Where a block of series stands on a page, with what its lines have around the values.
#pragma once

#include <memory>
#include <unordered_set>
#include <vector>

#include "expose/format.h"
#include "expose/layout.h"
#include "expose/section.h"
#include "series/samples.h"
#include "series/table.h"

namespace weir::expose {

struct Place {
  size_t part;
  std::shared_ptr<const series::Block> block;
  std::shared_ptr<const FamilyText> text;  // owns the rows
  const std::vector<Row>* rows;
  std::shared_ptr<const FamilyText> first_text;    // owns the header
  const std::string* header;                       // nullptr unless first of its section
  const std::unordered_set<series::Slot>* hidden;  // owned by the layout

  size_t lines() const { return block->lines.size() * rows->size(); }
  // About the bytes of its lines.
  size_t bytes() const;
  // Whether it shows the same lines, but for values and what is hidden.
  bool Matches(const Place& other) const;
  // Whether lines with the same labels are the same, and what stands before them.
  bool IsLike(const Place& other) const;
  // Whether each of its lines stands on the page as text, blank and value alone.
  bool IsPlain(const series::Samples* samples, Format format) const;
};

// All of them in the order of the page.
std::vector<Place> PlacesOf(const Layout& layout, Format format);

}  // namespace weir::expose
