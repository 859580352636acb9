// A body of given pieces.
#pragma once

#include <string>
#include <vector>

#include "expose/body.h"

namespace weir::web {

class Pieces : public expose::Body {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}

  bool Next(expose::Buffer& out) override {
    if (next_ < pieces_.size()) out.Append(pieces_[next_++]);
    return next_ < pieces_.size();
  }

 private:
  const std::vector<std::string> pieces_;
  size_t next_ = 0;
};

// Pieces without an end, each of 64 KiB.
class Endless : public expose::Body {
 public:
  bool Next(expose::Buffer& out) override {
    out.Append(piece_);
    return true;
  }

 private:
  const std::string piece_ = std::string(64 * 1024, 'x');
};

}  // namespace weir::web
