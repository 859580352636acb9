// The template of a stretch out of that of the stretch that it has come from.
#pragma once

#include <memory>
#include <span>

#include "expose/deflate/template.h"
#include "expose/place.h"

namespace weir::expose {

// old: of the places `before`.  Costs little more than what has changed in the places.
// nullptr: it has to be made anew.
std::unique_ptr<const Template> EditTemplate(const Template& old, std::span<const Place> before,
                                             std::span<const Place> now);

}  // namespace weir::expose
