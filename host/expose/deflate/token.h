// The texts of a script as literals and matches (LZ77), decided before the numbers between them are
// known.
#pragma once

#include <cstdint>
#include <vector>

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

}  // namespace weir::expose
