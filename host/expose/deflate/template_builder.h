// Makes templates: a script's tokens, then codes for them, then the pieces.
#pragma once

#include <memory>
#include <span>

#include "expose/deflate/template.h"
#include "expose/deflate/template_code.h"
#include "expose/deflate/token.h"

namespace weir::expose {

class TemplateBuilder {
 public:
  explicit TemplateBuilder(const Script& script) : script_(script), tokens_(Tokenize(script)) {}

  std::unique_ptr<const Template> Build() const;

 private:
  // A text's share of the tokens.
  std::span<const Token> TokensOf(size_t text) const;
  Reach NearReach() const;
  size_t LikelyDistance(const Token& token, size_t text) const;
  TemplateCode::Wanted Count() const;

  const Script& script_;
  const Tokens tokens_;
};

}  // namespace weir::expose
