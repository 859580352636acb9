// Codes texts as the pieces of a template.
#pragma once

#include <span>

#include "expose/deflate/template.h"
#include "expose/deflate/token.h"

namespace weir::expose {

class PieceWriter {
 public:
  // out: outlives the writer.
  explicit PieceWriter(Template& out) : out_(out), code_(*out.code_) {}

  // One text behind what is there.
  void Put(std::span<const Token> tokens);
  // False: the texts were too unlike each other.
  bool fits() const { return out_.shapes_.size() <= size_t{1} << Template::kShapeBits; }

 private:
  void PutToken(const Token& token);
  void Append(Field field);
  void AppendNear(int32_t shift);
  void Flush(Template::End end);
  size_t NumberOf(const Template::Shape& shape);

  Template& out_;
  const TemplateCode& code_;
  // The piece that is being made.
  Bits piece_;
  uint64_t places_ = 0;
  int32_t shift_ = 0;
};

}  // namespace weir::expose
