// The bytes of an answer, made piece by piece as the client takes them: what a big page costs in
// memory is one piece, not the page.
#pragma once

#include <string_view>

namespace weir::expose {

class Body {
 public:
  virtual ~Body() = default;
  // The next bytes, at least one and usually about 64 KiB; empty at the end.  Valid until the next
  // call or the body's end.  One thread at a time.
  virtual std::string_view Next() = 0;
};

}  // namespace weir::expose
