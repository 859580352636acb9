// How names and labels are put on a page: what pages of one layout may differ in beyond their
// format.
#pragma once

namespace weir::expose {

struct Dialect {
  bool protobuf = false;  // labels are label pairs, not text

  bool operator==(const Dialect&) const = default;
};

}  // namespace weir::expose
