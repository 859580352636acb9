#include "expose/deflate/template_writer.h"

#include <cstring>

namespace weir::expose {
namespace {

char* CopyHead(const std::string& head, char* out) { return out + head.copy(out, head.size()); }

}  // namespace

TemplateWriter::TemplateWriter(const Template& made, char* out)
    : template_(made),
      piece_(made.pieces_.data()),
      shapes_(made.shapes_.data()),
      near_(made.code_->near.data()),
      least_near_(made.code_->least_near),
      bits_(CopyHead(made.code_->head, out)) {
  bits_.Put(made.code_->head_rest);
}

char* TemplateWriter::End() {
  bits_.Put(template_.code_->tail);
  char* out = bits_.Align();
  static constexpr char kEmpty[] = {'\0', '\0', '\xFF', '\xFF'};  // a length and its complement
  memcpy(out, kEmpty, sizeof kEmpty);
  return out + sizeof kEmpty;
}

BitWriter TemplateWriter::WithFar(BitWriter bits, int32_t shift) const {
  const auto distance = static_cast<size_t>(static_cast<ptrdiff_t>(far_) + ptrdiff_t{shift});
  const Field field = template_.code_->distances.FieldOf(distance);
  bits.Put(field.bits, field.width);
  return bits;
}

BitWriter TemplateWriter::With(BitWriter bits, char c) const {
  const size_t nibble = kNibbles.find(c);
  if (nibble != std::string_view::npos) {
    bits.Put(ReverseNibbles(nibble) & ((1u << kNibble) - 1), kNibble);
  } else {
    const Code& code = template_.code_->others[kOtherInNumbers.find(c)];
    bits.Put(code.bits, code.length);
  }
  return bits;
}

}  // namespace weir::expose
