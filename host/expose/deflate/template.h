// The deflate block of a script, decided but for its numbers: the tokens of all texts are coded
// once, and putting numbers between them is copying bits.  Immutable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "expose/deflate/bit_writer.h"
#include "expose/deflate/code.h"
#include "expose/deflate/distance_code.h"
#include "expose/deflate/literal_code.h"
#include "expose/deflate/script.h"

namespace weir::expose {

class Template {
 public:
  // nullptr if the script's texts are too long, or too many of them unlike each other.
  static std::unique_ptr<const Template> Make(const Script& script);

  // The most bytes that it takes with its numbers, and of the text that it stands for.
  size_t most_bytes() const { return most_bytes_; }
  size_t most_text() const { return most_text_; }

 private:
  friend class TemplateBuilder;
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

  explicit Template(DistanceCode distances) : distances_(std::move(distances)) {}

  DistanceCode distances_;
  std::string head_;  // the block's, in whole bytes and then some bits
  Bits head_rest_;
  std::vector<uint64_t> pieces_;
  std::vector<Shape> shapes_;
  std::vector<uint32_t> near_;  // codes of near distances, all of one width
  int32_t least_near_ = 0;
  std::array<Code, kOtherInNumbers.size()> others_;
  Bits tail_;  // line feed, end of block, begin of an empty stored block
  size_t most_bytes_ = 0;
  size_t most_text_ = 0;
};

}  // namespace weir::expose
