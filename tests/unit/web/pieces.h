// A body of given pieces.
#pragma once

#include <string>
#include <vector>

#include "expose/body.h"

namespace weir::web {

class Pieces : public expose::Body {
 public:
  explicit Pieces(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}

  std::string_view Next() override {
    if (next_ == pieces_.size()) return {};
    buffer_ = pieces_[next_++];  // one buffer, as a page has: the piece before is gone
    return buffer_;
  }

 private:
  const std::vector<std::string> pieces_;
  size_t next_ = 0;
  std::string buffer_;
};

// Pieces without an end, each of 64 KiB.
class Endless : public expose::Body {
 public:
  std::string_view Next() override { return piece_; }

 private:
  const std::string piece_ = std::string(64 * 1024, 'x');
};

}  // namespace weir::web
