#include "config/yaml_text.h"

#include <algorithm>
#include <cstddef>

#include "config/utf8.h"

namespace weir::config {
namespace {

std::string_view AfterTag(std::string_view text) {
  if (!text.starts_with('!')) return text;
  text.remove_prefix(std::min(text.find_first_of(" \t\n"), text.size()));
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
  return text;
}

// REQUIRES: text begins with a double quote
bool DoubleQuoteEnds(std::string_view text) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return true;
    if (text[i] == '\\') ++i;
  }
  return false;
}

// REQUIRES: text begins with a single quote
bool SingleQuoteEnds(std::string_view text) {
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] != '\'') continue;
    if (i + 1 == text.size() || text[i + 1] != '\'') return true;
    ++i;
  }
  return false;
}

}  // namespace

bool QuoteEnds(std::string_view text) {
  text = AfterTag(text);
  if (text.starts_with('"')) return DoubleQuoteEnds(text);
  return !text.starts_with('\'') || SingleQuoteEnds(text);
}

bool StartsDocument(const Source& source, int line) {
  if (source.Line(line).starts_with("---")) return true;
  while (--line > 0) {
    const std::string_view above = source.Line(line);
    const size_t first = above.find_first_not_of(" \t");
    if (first != std::string_view::npos && above[first] != '#') return above.starts_with("...");
  }
  return false;
}

bool BeginsWithNull(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" \t\n,]}"));
  if (word != "~" && word != "null" && word != "Null" && word != "NULL") return false;
  text.remove_prefix(word.size());
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return !text.starts_with(':');
}

std::string WithWholeEscapes(std::string_view scalar) {
  std::string whole;
  for (;;) {
    const size_t half = FirstMalformed(scalar);
    whole += scalar.substr(0, half);
    if (half == std::string_view::npos) return whole;
    (whole += '\xC2') += scalar[half];
    scalar.remove_prefix(half + 1);
  }
}

}  // namespace weir::config
