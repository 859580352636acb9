// The bytes of an answer, made piece by piece as the client takes them: what a big page costs in
// memory is one piece, not the page.
#pragma once

#include "expose/buffer.h"

namespace weir::expose {

class Body {
 public:
  virtual ~Body() = default;
  // Appends the next bytes, usually about 64 KiB, possibly none.  False: there are no more.  One
  // thread at a time; the buffer may be another each time.
  virtual bool Next(Buffer& out) = 0;
};

// All of it, at once: take gets a string_view for each piece, valid for that call.
template <class Take>
void ForEachPiece(Body& body, Take&& take) {
  Buffer piece;
  for (bool more = true; more;) {
    piece.Truncate(0);
    more = body.Next(piece);
    if (piece.size() > 0) take(piece.view());
  }
}

}  // namespace weir::expose
