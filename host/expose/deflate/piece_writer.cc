#include "expose/deflate/piece_writer.h"

#include <algorithm>

#include "expose/deflate/alphabet.h"

namespace weir::expose {
namespace {

using Kind = Token::Kind;

Field FieldOf(const Code& code, const Symbol& symbol) {
  return {code.bits | symbol.extra << code.length, code.length + symbol.extra_bits};
}

}  // namespace

void PieceWriter::Put(std::span<const Token> tokens) {
  for (const Token& token : tokens) PutToken(token);
  Flush(Template::End::kLast);
  ++out_.texts_;
}

void PieceWriter::PutToken(const Token& token) {
  if (token.kind == Kind::kLiteral) {
    const Code& code = code_.literals[token.literal];
    return Append({code.bits, code.length});
  }
  const Symbol length = LengthSymbol(token.length);
  Append(FieldOf(code_.literals[length.number], length));
  if (token.kind == Kind::kNear) return AppendNear(token.distance);
  if (token.kind == Kind::kOwn)
    return Append(code_.distances.FieldOf(static_cast<size_t>(token.distance)));
  if (places_ != 0) Flush(Template::End::kMore);
  shift_ = token.distance;
  Flush(Template::End::kFar);
}

void PieceWriter::Append(Field field) {
  if (piece_.count + field.width > Template::kPieceBits) Flush(Template::End::kMore);
  piece_.Append(field.bits, field.width);
}

void PieceWriter::AppendNear(int32_t shift) {
  const bool fits = piece_.count + code_.distances.width() <= Template::kPieceBits;
  if (!fits || (places_ != 0 && shift_ != shift)) Flush(Template::End::kMore);
  shift_ = shift;
  places_ |= uint64_t{1} << piece_.count;
  piece_.count += code_.distances.width();
}

void PieceWriter::Flush(Template::End end) {
  const size_t number = NumberOf({places_, shift_, static_cast<uint8_t>(piece_.count), end});
  out_.pieces_.push_back(piece_.bits << Template::kShapeBits | number);
  piece_ = {};
  places_ = 0;
  shift_ = 0;
}

// Of one too many it is wrong, which fits() tells.
size_t PieceWriter::NumberOf(const Template::Shape& shape) {
  auto& shapes = out_.shapes_;
  const auto known = std::ranges::find(shapes, shape);
  const auto number = static_cast<size_t>(known - shapes.begin());
  if (known == shapes.end() && fits()) shapes.push_back(shape);
  return number & ((size_t{1} << Template::kShapeBits) - 1);
}

}  // namespace weir::expose
