// The deflate block of a script, decided but for its numbers: the tokens of all texts are coded
// once, and putting numbers between them is copying bits.  Immutable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "expose/deflate/block_head.h"
#include "expose/deflate/script.h"
#include "expose/deflate/template_code.h"
#include "expose/deflate/token.h"

namespace weir::expose {

class Template {
 public:
  // nullptr if the script's texts are too long, or too many of them unlike each other.
  static std::unique_ptr<const Template> Make(const Script& script);

  // The most bytes that it takes with its numbers, and of the text that it stands for.
  size_t most_bytes() const {
    return kMostBlockHead + pieces_.size() * (sizeof(uint64_t) + 4) + texts_ * kMostNumber * 2 + 64;
  }
  size_t most_text() const { return text_bytes_ + texts_ * kMostNumber + 1; }

 private:
  friend class PieceWriter;
  friend class TemplateBuilder;
  friend class TemplateEditor;
  friend class TemplateWriter;

  // A piece is 52 bits of codes, in which distances to the text before are zeros, above the number
  // of its shape.
  static constexpr unsigned kShapeBits = 12;
  static constexpr unsigned kPieceBits = 64 - kShapeBits;
  enum class End : uint8_t { kMore, kFar, kLast };  // a far distance follows; the text's last piece
  struct Shape {
    uint64_t places;  // a one where each distance begins
    int32_t shift;    // of these distances against the way to the text before
    uint8_t bits;
    End end;

    bool operator==(const Shape&) const = default;
  };

  explicit Template(std::shared_ptr<const TemplateCode> code) : code_(std::move(code)) {}

  static size_t NumberOfShape(uint64_t piece) { return piece & ((1u << kShapeBits) - 1); }
  const Shape& ShapeOf(uint64_t piece) const { return shapes_[NumberOfShape(piece)]; }

  std::shared_ptr<const TemplateCode> code_;
  std::vector<uint64_t> pieces_;
  std::vector<Shape> shapes_;
  size_t texts_ = 0;
  size_t text_bytes_ = 0;
  size_t exchanged_ = 0;  // texts since the codes were made
};

}  // namespace weir::expose
