#include "expose/deflate/template_writer.h"

namespace weir::expose {

BitWriter TemplateWriter::WithFar(const Template& made, BitWriter bits, size_t distance) {
  const Field field = made.code_->distances.FieldOf(distance);
  bits.Put(field.bits, field.width);
  return bits;
}

BitWriter TemplateWriter::With(const Template& made, BitWriter bits, char c) {
  const size_t nibble = kNibbles.find(c);
  if (nibble != std::string_view::npos) {
    bits.Put(ReverseNibbles(nibble) & ((1u << kNibble) - 1), kNibble);
  } else {
    const Code& code = made.code_->others[kOtherInNumbers.find(c)];
    bits.Put(code.bits, code.length);
  }
  return bits;
}

}  // namespace weir::expose
