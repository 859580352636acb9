#include "expose/deflate/template_builder.h"

#include <algorithm>

#include "expose/deflate/alphabet.h"
#include "expose/deflate/piece_writer.h"

namespace weir::expose {
namespace {

using Kind = Token::Kind;

// Of near distances: a line beside one that is thousands of bytes longer is not worth it.
constexpr size_t kWidestReach = 4096;
// What a number is taken for where it has to be guessed.
constexpr size_t kLikelyNumber = 8;

bool TooLong(const Script& script) {
  for (size_t i = 0; i < script.size(); ++i) {
    if (script.text(i).size() > kMostText) return true;
  }
  return script.size() == 0;
}

size_t Moved(size_t place, int32_t by) { return place + static_cast<size_t>(ptrdiff_t{by}); }

}  // namespace

std::unique_ptr<const Template> Template::Make(const Script& script) {
  if (TooLong(script)) return nullptr;
  return TemplateBuilder(script).Build();
}

std::span<const Token> TemplateBuilder::TokensOf(size_t text) const {
  const size_t begin = text == 0 ? 0 : tokens_.ends[text - 1];
  return std::span(tokens_.tokens).subspan(begin, tokens_.ends[text] - begin);
}

Reach TemplateBuilder::NearReach() const {
  Reach reach;
  for (size_t i = 1; i < script_.size(); ++i) {
    const size_t before = script_.text(i - 1).size();
    for (const Token& token : TokensOf(i)) {
      if (token.kind == Kind::kNear) reach = reach.With(ReachOf(token, before));
    }
  }
  return reach;
}

// Far distances depend on all numbers between.
size_t TemplateBuilder::LikelyDistance(const Token& token, size_t text) const {
  size_t head = text;
  if (token.kind == Kind::kFar) {
    do --head;
    while (!script_.head(head));
  }
  return Moved(script_.begin(text) - script_.begin(head) + kLikelyNumber * (text - head),
               token.distance);
}

TemplateCode::Wanted TemplateBuilder::Count() const {
  TemplateCode::Wanted wanted{std::vector<uint32_t>(kLiteralSymbols),
                              std::vector<uint32_t>(kDistanceSymbols), NearReach()};
  for (size_t i = 0; i < script_.size(); ++i) {
    for (const Token& token : TokensOf(i)) {
      const bool literal = token.kind == Kind::kLiteral;
      ++wanted.literals[literal ? token.literal : LengthSymbol(token.length).number];
      if (!literal && token.kind != Kind::kNear)
        ++wanted.distances[DistanceSymbol(LikelyDistance(token, i)).number];
    }
  }
  return wanted;
}

std::unique_ptr<const Template> TemplateBuilder::Build() const {
  const TemplateCode::Wanted wanted = Count();
  if (!wanted.near.empty() && wanted.near.most - wanted.near.least > kWidestReach) return nullptr;
  auto code = TemplateCode::Make(wanted);
  if (!code) return nullptr;
  auto made = std::unique_ptr<Template>(new Template(std::move(code)));
  made->text_bytes_ = script_.bytes();
  PieceWriter pieces(*made);
  for (size_t i = 0; i < script_.size(); ++i) pieces.Put(TokensOf(i));
  if (!pieces.fits()) return nullptr;
  made->pieces_.shrink_to_fit();
  made->shapes_.shrink_to_fit();
  return made;
}

}  // namespace weir::expose
