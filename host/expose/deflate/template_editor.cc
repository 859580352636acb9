#include "expose/deflate/template_editor.h"

#include <algorithm>
#include <utility>

namespace weir::expose {
namespace {

constexpr size_t kUsualTokens = 64;

bool IsWithin(Reach near, const Token& token, size_t before) {
  return token.kind != Token::Kind::kNear || near.Contains(ReachOf(token, before));
}

// Where the codes cannot say a distance, its match is spelt out.
std::vector<Token> SpeltOut(Reach near, std::string_view text, size_t before,
                            const std::vector<Token>& tokens) {
  std::vector<Token> out;
  for (const Token& token : tokens) {
    if (IsWithin(near, token, before)) {
      out.push_back(token);
    } else {
      for (const char c : text.substr(0, token.length)) out.push_back(Token::Literal(c));
    }
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
  tokens_.reserve(kUsualTokens);
}

void TemplateEditor::SkipTo(size_t text) {
  const Template::Shape* const shapes = old_.shapes_.data();
  const uint64_t* piece = old_.pieces_.data() + piece_;
  size_t at = text_;
  for (; at < text; ++piece)
    at += shapes[Template::NumberOfShape(*piece)].end == Template::End::kLast;
  piece_ = static_cast<size_t>(piece - old_.pieces_.data());
  text_ = at;
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
  const Reach near = made_->code_->distances.near();
  const auto is_within = [&](const Token& token) { return IsWithin(near, token, before.size()); };
  if (!std::ranges::all_of(tokens_, is_within))
    tokens_ = SpeltOut(near, text, before.size(), tokens_);
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
