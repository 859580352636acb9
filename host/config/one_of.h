// A value that is one of a few words.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/did_you_mean.h"
#include "error/result.h"

namespace weir::config {

template <class T>
struct Choice {
  std::string_view word;
  T meaning;
};

// For MapReader::Read.  `kind` is what the words are: "a level".
template <class T, size_t N>
auto OneOf(const std::array<Choice<T>, N>& choices, std::string_view kind) {
  return [&choices, kind](const std::string& text) -> Result<T> {
    std::vector<std::string_view> words;
    for (const Choice<T>& choice : choices) {
      if (choice.word == text) return choice.meaning;
      words.push_back(choice.word);
    }
    return Fail("is not " + std::string(kind) + DidYouMean(text, words));
  };
}

}  // namespace weir::config
