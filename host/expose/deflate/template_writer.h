// A template with its numbers, as deflate blocks that end at a byte and with a full flush.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "expose/deflate/number_bits.h"
#include "expose/deflate/template.h"

namespace weir::expose {

// Kept in registers: no function that is not inline may get its address.
class TemplateWriter {
 public:
  // out: has room for most_bytes().
  TemplateWriter(const Template& made, char* out)
      : template_(made),
        piece_(made.pieces_.data()),
        shapes_(made.shapes_.data()),
        near_(made.code_->near.data()),
        least_near_(made.code_->least_near),
        bits_(out + made.code_->head.copy(out, std::string::npos)) {
    bits_.Put(made.code_->head_rest);
  }

  // The next text, of which the first byte stands at that place of the page.  Then its number.
  void Text(size_t place) {
    const auto way = static_cast<int32_t>(place - last_);
    while (PutPiece(way) != Template::End::kLast) continue;
    last_ = place;
  }

  // The same of a text that is a head.
  void Head(size_t place) {
    far_ = place - head_;
    Text(place);
    head_ = place;
  }

  // REQUIRES: 0 < size <= kMostNumber, and 32 bytes that may be read.
  void Number(const char* text, size_t size) {
    if (*text == '-') [[unlikely]] {
      bits_ = With(template_, bits_, *text++);
      --size;
    }
    const NibbleText front(text);
    const NibbleText back(text + kFront);
    const uint64_t known = front.Known() | uint64_t{back.Known()} << kFront;
    if (~known & ((uint64_t{1} << size) - 1)) [[unlikely]] {
      for (size_t i = 0; i < size; ++i) bits_ = With(template_, bits_, text[i]);
    } else {
      const size_t in_front = std::min(size, kFront);
      bits_.Put(Lowest(front.Codes(), in_front), CodeBits(in_front));
      bits_.Put(Lowest(back.Codes(), size - in_front), CodeBits(size - in_front));
    }
  }

  // Behind the last number.  Returns the end.
  char* End() {
    static constexpr char kEmpty[] = {'\0', '\0', '\xFF', '\xFF'};  // a length and its complement
    bits_.Put(template_.code_->tail);
    char* const out = bits_.Align();
    memcpy(out, kEmpty, sizeof kEmpty);
    return out + sizeof kEmpty;
  }

 private:
  static constexpr size_t kFront = 14;  // as many codes as can be put at once

  static unsigned CodeBits(size_t count) { return static_cast<unsigned>(count * kNibble); }
  static uint64_t Lowest(uint64_t codes, size_t count) {
    return codes & ((uint64_t{1} << CodeBits(count)) - 1);
  }

  Template::End PutPiece(int32_t way) {
    const uint64_t piece = *piece_++;
    const auto& shape = shapes_[Template::NumberOfShape(piece)];
    const uint64_t distance = shape.places == 0 ? 0 : near_[way + shape.shift - least_near_];
    bits_.Put((piece >> Template::kShapeBits) + shape.places * distance, shape.bits);
    if (shape.end == Template::End::kFar) [[unlikely]]
      bits_ = WithFar(template_, bits_, far_ + static_cast<size_t>(ptrdiff_t{shape.shift}));
    return shape.end;
  }

  static BitWriter WithFar(const Template& made, BitWriter bits, size_t distance);
  static BitWriter With(const Template& made, BitWriter bits, char c);

  const Template& template_;
  const uint64_t* piece_;
  const Template::Shape* const shapes_;
  const uint32_t* const near_;
  const int32_t least_near_;
  BitWriter bits_;
  size_t last_ = 0;  // where the text before began
  size_t head_ = 0;  // where the last head began
  size_t far_ = 0;   // the way from it to this one
};

}  // namespace weir::expose
