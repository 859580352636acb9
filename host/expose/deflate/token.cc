#include "expose/deflate/token.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "expose/deflate/alphabet.h"

namespace weir::expose {
namespace {

using Kind = Token::Kind;

// Shorter ones cost as much as their literals.
constexpr size_t kWorthwhile = 4;

uint64_t WordAt(std::string_view text, size_t i) {
  uint64_t word = 0;
  memcpy(&word, text.data() + i, sizeof word);
  return word;
}

size_t CommonLength(std::string_view a, std::string_view b) {
  const size_t most = std::min({a.size(), b.size(), kMostMatch});
  size_t length = 0;
  while (length + sizeof(uint64_t) <= most && WordAt(a, length) == WordAt(b, length))
    length += sizeof(uint64_t);
  while (length < most && a[length] == b[length]) ++length;
  return length;
}

// Lines of one family: the same label names in the same order, values of similar lengths.  Walks
// both side by side and comes into step again behind each value.
class NearMatcher {
 public:
  NearMatcher(std::string_view text, std::string_view before, std::vector<Token>& out)
      : text_(text), before_(before), out_(out) {}

  void Run() {
    there_ = before_.rfind('\n');  // the last line of a head
    if (there_ == std::string_view::npos) {
      out_.push_back(Token::Literal(text_[here_++]));
      there_ = 0;
    }
    while (here_ < text_.size()) Step();
  }

 private:
  void Step() {
    const size_t length = CommonLength(text_.substr(here_), before_.substr(there_));
    if (length >= kWorthwhile) return Match(length);
    const char c = text_[here_++];
    out_.push_back(Token::Literal(c));
    const bool waits = there_ >= before_.size() || (before_[there_] == '"' && c != '"');
    if (c == '"') there_ = std::min(before_.find('"', there_), before_.size() - 1);
    if (!waits) ++there_;
  }

  void Match(size_t length) {
    const auto distance = static_cast<int32_t>(here_) - static_cast<int32_t>(there_);
    out_.push_back({Kind::kNear, 0, static_cast<uint16_t>(length), distance});
    here_ += length;
    there_ += length;
  }

  const std::string_view text_;
  const std::string_view before_;
  size_t here_ = 0;
  size_t there_ = 0;
  std::vector<Token>& out_;
};

// The first text of a family: HELP, TYPE and a line, like those of the family before and like each
// other.  Finds the last place where the next four bytes stood.
class HeadMatcher {
 public:
  // before: the head before, or nothing.
  HeadMatcher(std::string_view text, std::string_view before, std::vector<Token>& out)
      : all_(std::string(before) + std::string(text)),
        text_begin_(before.size()),
        here_(before.size()),
        out_(out) {
    places_.fill(kNone);
    for (size_t i = 0; i < text_begin_; ++i) Remember(i);
  }

  void Run() {
    while (here_ < all_.size()) Step();
  }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;

  uint32_t* PlaceOf(size_t i) {
    if (i + kWorthwhile > all_.size()) return nullptr;
    uint32_t word = 0;
    memcpy(&word, all_.data() + i, sizeof word);
    return &places_[word * 2654435761u >> 22];
  }

  void Remember(size_t i) {
    if (uint32_t* const place = PlaceOf(i)) *place = static_cast<uint32_t>(i);
  }

  void Step() {
    const uint32_t* const place = PlaceOf(here_);
    const size_t length = place == nullptr || *place == kNone ? 0 : MatchWith(*place);
    if (length < kWorthwhile) {
      out_.push_back(Token::Literal(all_[here_]));
      return Advance(1);
    }
    const auto distance = static_cast<int32_t>(here_) - static_cast<int32_t>(*place);
    const auto own = *place >= text_begin_;
    // From begin to begin, the texts do not stand side by side as here.
    const auto shift = own ? 0 : static_cast<int32_t>(text_begin_);
    out_.push_back(
        {own ? Kind::kOwn : Kind::kFar, 0, static_cast<uint16_t>(length), distance - shift});
    Advance(length);
  }

  size_t MatchWith(size_t place) const {
    const size_t end = place < text_begin_ ? text_begin_ : here_;
    const std::string_view all = all_;
    return CommonLength(all.substr(here_), all.substr(place, end - place));
  }

  void Advance(size_t count) {
    for (; count > 0; --count) Remember(here_++);
  }

  const std::string all_;
  const size_t text_begin_;
  size_t here_;
  std::vector<Token>& out_;
  std::array<uint32_t, 1024> places_;
};

// Of heads: the one before, if it can be reached whatever the numbers between are.
class LastHead {
 public:
  explicit LastHead(const Script& script) : script_(script) {}

  std::string_view Before(size_t head) const {
    if (head == 0) return {};
    const std::string_view text = script_.text(last_);
    const size_t most = reach_ + script_.text(head).size() + kMostNumber;
    return most <= kWindow ? text : std::string_view();
  }
  void Pass(size_t i) {
    if (script_.head(i)) {
      last_ = i;
      reach_ = 0;
    }
    reach_ += script_.text(i).size() + kMostNumber;
  }

 private:
  const Script& script_;
  size_t last_ = 0;
  size_t reach_ = 0;
};

}  // namespace

void TokenizeNear(std::string_view text, std::string_view before, std::vector<Token>& out) {
  NearMatcher(text, before, out).Run();
}

void TokenizeHead(std::string_view text, std::string_view before, std::vector<Token>& out) {
  HeadMatcher(text, before, out).Run();
}

Reach ReachOf(const Token& near, size_t before) {
  const ptrdiff_t way = static_cast<ptrdiff_t>(before) + near.distance;
  return {static_cast<size_t>(way + 1), static_cast<size_t>(way) + kMostNumber};
}

Tokens Tokenize(const Script& script) {
  Tokens result;
  LastHead heads(script);
  for (size_t i = 0; i < script.size(); ++i) {
    if (script.head(i)) {
      TokenizeHead(script.text(i), heads.Before(i), result.tokens);
    } else {
      TokenizeNear(script.text(i), script.text(i - 1), result.tokens);
    }
    heads.Pass(i);
    result.ends.push_back(static_cast<uint32_t>(result.tokens.size()));
  }
  return result;
}

}  // namespace weir::expose
