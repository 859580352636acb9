// Reading lines, words and numbers out of the text of a kernel file.  Nothing is copied: what is
// returned points into the text.  Whatever the text contains, nothing outside it is touched.
#pragma once

#include <charconv>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace weir::linux_plugin {

inline bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Cuts the next line, without its newline, off *text.  False at the end; the last line may lack
// its newline.
inline bool NextLine(std::string_view* text, std::string_view* line) {
  if (text->empty()) return false;
  size_t end = text->find('\n');
  *line = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  return true;
}

inline void SkipBlanks(std::string_view* line) {
  size_t count = 0;
  while (count < line->size() && IsBlank((*line)[count])) ++count;
  line->remove_prefix(count);
}

// Cuts the next word off *line; words are parted by spaces and tabs.  Empty at the end.
inline std::string_view NextWord(std::string_view* line) {
  SkipBlanks(line);
  size_t length = 0;
  while (length < line->size() && !IsBlank((*line)[length])) ++length;
  std::string_view word = line->substr(0, length);
  line->remove_prefix(length);
  return word;
}

// Cuts the next word off *line if it is a decimal number below 2^64; else leaves *value alone and
// returns false.
inline bool NextNumber(std::string_view* line, uint64_t* value) {
  SkipBlanks(line);
  const char* end = line->data() + line->size();
  auto [stop, error] = std::from_chars(line->data(), end, *value);
  if (error != std::errc() || (stop != end && !IsBlank(*stop))) return false;
  line->remove_prefix(static_cast<size_t>(stop - line->data()));
  return true;
}

// Reads up to count numbers into values and returns how many there were before the line's end or
// before something that is no number.
inline size_t NextNumbers(std::string_view* line, uint64_t* values, size_t count) {
  size_t found = 0;
  while (found < count && NextNumber(line, &values[found])) ++found;
  return found;
}

// The whole word as a number below 2^64.
inline bool ParseNumber(std::string_view word, uint64_t* value) {
  return !word.empty() && !IsBlank(word.front()) && NextNumber(&word, value) && word.empty();
}

// Whether *line has nothing but blanks left.
inline bool AtEnd(std::string_view line) {
  SkipBlanks(&line);
  return line.empty();
}

// The whole text without the blanks and newlines around it, as files of one value have it.
inline std::string_view Trim(std::string_view text) {
  auto is_space = [](char c) { return IsBlank(c) || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace weir::linux_plugin
