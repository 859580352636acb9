// Makes templates: a script's tokens, then codes for them, then the pieces.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "expose/deflate/distance_code.h"
#include "expose/deflate/template.h"
#include "expose/deflate/token.h"

namespace weir::expose {

class TemplateBuilder {
 public:
  explicit TemplateBuilder(const Script& script) : script_(script), tokens_(Tokenize(script)) {}

  std::unique_ptr<const Template> Build();

 private:
  // A text's share of the tokens.
  std::span<const Token> TokensOf(size_t text) const;
  Reach NearReach() const;
  size_t LikelyDistance(const Token& token, size_t text) const;
  void Count();
  void CodeText(size_t text);
  void CodeToken(const Token& token);
  void AddHead();
  void AddTail();

  // The piece that is being made.
  void Append(Field field);
  void AppendNear(int32_t shift);
  void Flush(Template::End end);

  const Script& script_;
  const Tokens tokens_;
  std::vector<uint32_t> literals_;  // how often each symbol is there
  std::vector<uint32_t> distances_;
  std::vector<uint8_t> literal_lengths_;
  std::vector<Code> codes_;
  std::unique_ptr<Template> made_;
  Bits piece_;
  uint64_t places_ = 0;
  int32_t shift_ = 0;
  bool too_many_shapes_ = false;
};

}  // namespace weir::expose
