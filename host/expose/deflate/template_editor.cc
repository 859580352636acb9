#include "expose/deflate/template_editor.h"

#include <utility>

namespace weir::expose {
namespace {

// Where the codes cannot say a distance, its match is spelt out.
void SpellOut(const Token& token, std::string_view match, std::vector<Token>& out) {
  if (token.kind != Token::Kind::kLiteral && !match.empty()) {
    for (const char c : match) out.push_back(Token::Literal(c));
  } else {
    out.push_back(token);
  }
}

std::vector<Token> Within(Reach near, std::string_view text, size_t before,
                          const std::vector<Token>& tokens) {
  std::vector<Token> out;
  for (const Token& token : tokens) {
    const bool far_out = token.kind == Token::Kind::kNear && !near.Contains(ReachOf(token, before));
    SpellOut(token, far_out ? text.substr(0, token.length) : "", out);
    text.remove_prefix(token.size());
  }
  return out;
}

}  // namespace

TemplateEditor::TemplateEditor(const Template& old, size_t text_bytes)
    : old_(old), made_(new Template(old.code_)), pieces_(*made_) {
  made_->shapes_ = old.shapes_;
  made_->pieces_.reserve(old.pieces_.size() + old.pieces_.size() / 16);
  made_->text_bytes_ = text_bytes;
  made_->exchanged_ = old.exchanged_;
}

void TemplateEditor::SkipTo(size_t text) {
  for (; text_ < text; ++piece_)
    text_ += old_.ShapeOf(old_.pieces_[piece_]).end == Template::End::kLast;
}

void TemplateEditor::Keep(size_t begin, size_t end) {
  SkipTo(begin);
  const auto first = old_.pieces_.begin() + static_cast<ptrdiff_t>(piece_);
  SkipTo(end);
  made_->pieces_.insert(made_->pieces_.end(), first,
                        old_.pieces_.begin() + static_cast<ptrdiff_t>(piece_));
  made_->texts_ += end - begin;
}

void TemplateEditor::Put(std::string_view text, std::string_view before) {
  tokens_.clear();
  TokenizeNear(text, before, tokens_);
  tokens_ = Within(made_->code_->distances.near(), text, before.size(), tokens_);
  PutTokens(text);
}

void TemplateEditor::PutHead(std::string_view text, std::string_view before) {
  tokens_.clear();
  TokenizeHead(text, before, tokens_);
  PutTokens(text);
}

void TemplateEditor::PutTokens(std::string_view text) {
  too_long_ = too_long_ || text.size() > kMostText;
  pieces_.Put(tokens_);
  ++made_->exchanged_;
}

std::unique_ptr<const Template> TemplateEditor::Finish() {
  const bool stale = made_->exchanged_ > 2 * made_->texts_;
  if (stale || too_long_ || !pieces_.fits()) return nullptr;
  return std::move(made_);
}

}  // namespace weir::expose
