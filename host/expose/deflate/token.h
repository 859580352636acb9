// The texts of a script as literals and matches (LZ77), decided before the numbers between them are
// known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "expose/deflate/distance_code.h"
#include "expose/deflate/script.h"

namespace weir::expose {

struct Token {
  enum class Kind : uint8_t {
    kLiteral,
    kOwn,   // a match within the text: `distance` back
    kNear,  // with the text before: `distance` and the way from its begin to this one's begin
    kFar,   // with the head before this head, likewise
  };
  Kind kind;
  uint8_t literal;
  uint16_t length;
  int32_t distance;

  static Token Literal(char c) { return {Kind::kLiteral, static_cast<uint8_t>(c), 0, 0}; }
  // The bytes that it stands for.
  size_t size() const { return kind == Kind::kLiteral ? 1 : length; }
};

// A number is at least one byte and at most this.
inline constexpr size_t kMostNumber = 32;

struct Tokens {
  std::vector<Token> tokens;
  std::vector<uint32_t> ends;  // of each text's
};

// No text is longer than this.
inline constexpr size_t kMostText = 8 * 1024;

Tokens Tokenize(const Script& script);

// Appends the tokens of one text that stands behind `before`, or of a head and the head before it.
void TokenizeNear(std::string_view text, std::string_view before, std::vector<Token>& out);
void TokenizeHead(std::string_view text, std::string_view before, std::vector<Token>& out);

// The distances that a near match can have behind a text of that size, whatever the number.
Reach ReachOf(const Token& near, size_t before);

}  // namespace weir::expose
