#include "expose/deflate/template_builder.h"

#include <algorithm>
#include <array>

#include "expose/deflate/alphabet.h"
#include "expose/deflate/block_head.h"
#include "expose/deflate/literal_code.h"

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

Field FieldOf(const Code& code, const Symbol& symbol) {
  return {code.bits | symbol.extra << code.length, code.length + symbol.extra_bits};
}

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
      if (token.kind != Kind::kNear) continue;
      reach.least = std::min(reach.least, Moved(before + 1, token.distance));
      reach.most = std::max(reach.most, Moved(before + kMostNumber, token.distance));
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

void TemplateBuilder::Count() {
  literals_.assign(kLiteralSymbols, 0);
  distances_.assign(kDistanceSymbols, 0);
  for (size_t i = 0; i < script_.size(); ++i) {
    for (const Token& token : TokensOf(i)) {
      const bool literal = token.kind == Kind::kLiteral;
      ++literals_[literal ? token.literal : LengthSymbol(token.length).number];
      if (!literal && token.kind != Kind::kNear)
        ++distances_[DistanceSymbol(LikelyDistance(token, i)).number];
    }
  }
}

std::unique_ptr<const Template> TemplateBuilder::Build() {
  Count();
  const Reach near = NearReach();
  auto literals = LiteralLengths(literals_);
  if (!literals || (!near.empty() && near.most - near.least > kWidestReach)) return nullptr;
  auto distances = DistanceCode::Make(near, distances_);
  if (!distances) return nullptr;
  literal_lengths_ = std::move(*literals);
  codes_ = CodesOf(literal_lengths_);
  made_ = std::unique_ptr<Template>(new Template(std::move(*distances)));
  if (!near.empty()) {
    made_->near_ = made_->distances_.NearFields();
    made_->least_near_ = static_cast<int32_t>(near.least);
  }
  AddHead();
  for (size_t i = 0; i < script_.size(); ++i) CodeText(i);
  AddTail();
  if (too_many_shapes_) return nullptr;
  made_->pieces_.shrink_to_fit();
  made_->shapes_.shrink_to_fit();
  made_->most_text_ = script_.bytes() + script_.size() * kMostNumber + 1;
  made_->most_bytes_ = kMostBlockHead + made_->pieces_.size() * (sizeof(uint64_t) + 4) +
                       script_.size() * kMostNumber * 2 + 64;
  return std::move(made_);
}

void TemplateBuilder::AddHead() {
  std::array<char, kMostBlockHead + BitWriter::kSlack> bytes;
  BitWriter out(bytes.data());
  PutBlockHead(out, literal_lengths_, made_->distances_.lengths());
  made_->head_.assign(std::string_view(bytes.data(), out.place()));
  made_->head_rest_ = out.rest();
}

void TemplateBuilder::AddTail() {
  for (const size_t symbol : {size_t{'\n'}, kEndOfBlock})
    made_->tail_.Append(codes_[symbol].bits, codes_[symbol].length);
  made_->tail_.Append(0, 3);
  std::ranges::transform(kOtherInNumbers, made_->others_.begin(),
                         [this](char c) { return codes_[static_cast<uint8_t>(c)]; });
}

void TemplateBuilder::CodeText(size_t text) {
  for (const Token& token : TokensOf(text)) CodeToken(token);
  Flush(Template::End::kLast);
}

void TemplateBuilder::CodeToken(const Token& token) {
  if (token.kind == Kind::kLiteral) {
    const Code& code = codes_[token.literal];
    return Append({code.bits, code.length});
  }
  const Symbol length = LengthSymbol(token.length);
  Append(FieldOf(codes_[length.number], length));
  if (token.kind == Kind::kNear) return AppendNear(token.distance);
  if (token.kind == Kind::kOwn)
    return Append(made_->distances_.FieldOf(static_cast<size_t>(token.distance)));
  if (places_ != 0) Flush(Template::End::kMore);
  shift_ = token.distance;
  Flush(Template::End::kFar);
}

void TemplateBuilder::Append(Field field) {
  if (piece_.count + field.width > Template::kPieceBits) Flush(Template::End::kMore);
  piece_.Append(field.bits, field.width);
}

void TemplateBuilder::AppendNear(int32_t shift) {
  const bool fits = piece_.count + made_->distances_.width() <= Template::kPieceBits;
  if (!fits || (places_ != 0 && shift_ != shift)) Flush(Template::End::kMore);
  shift_ = shift;
  places_ |= uint64_t{1} << piece_.count;
  piece_.count += made_->distances_.width();
}

void TemplateBuilder::Flush(Template::End end) {
  const Template::Shape shape{places_, shift_, static_cast<uint8_t>(piece_.count), end};
  auto& shapes = made_->shapes_;
  const auto known = std::ranges::find(shapes, shape);
  const auto number = static_cast<uint64_t>(known - shapes.begin());
  if (known == shapes.end()) shapes.push_back(shape);
  too_many_shapes_ = too_many_shapes_ || number >> Template::kShapeBits != 0;
  made_->pieces_.push_back(piece_.bits << Template::kShapeBits | number);
  piece_ = {};
  places_ = 0;
  shift_ = 0;
}

}  // namespace weir::expose
