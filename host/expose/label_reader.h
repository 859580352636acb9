// Reads a label text as series/label_text.h writes it, label by label.
#pragma once

#include <string>
#include <string_view>

namespace weir::expose {

class LabelReader {
 public:
  explicit LabelReader(std::string_view text) : text_(text) { Find(); }

  bool AtEnd() const { return text_.empty(); }
  std::string_view name() const { return text_.substr(0, equals_); }
  // As it is written: escaped, without the quotes.
  std::string_view value() const { return text_.substr(equals_ + 2, end_ - equals_ - 2); }
  // Behind the last, AtEnd.
  void Advance();

 private:
  void Find();

  std::string_view text_;  // from the label on
  size_t equals_ = 0;
  size_t end_ = 0;  // of its value
};

// A label's value, or a state's name, without its escapes.
std::string Unescaped(std::string_view value);

}  // namespace weir::expose
