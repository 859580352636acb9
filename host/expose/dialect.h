// How names and labels are put on a page: what pages of one layout may differ in beyond their
// format.
#pragma once

#include "series/names.h"

namespace weir::expose {

struct Dialect {
  bool protobuf = false;  // labels are label pairs, not text
  series::Escaping escaping = series::Escaping::kUnderscores;

  bool operator==(const Dialect&) const = default;
};

}  // namespace weir::expose
