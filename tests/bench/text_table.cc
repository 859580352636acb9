#include "text_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace weir::bench {

TextTable::TextTable(std::vector<std::string> head, size_t left) : left_(left) {
  rows_.push_back(std::move(head));
}

void TextTable::Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

std::string TextTable::Print() const {
  std::vector<size_t> widths(rows_[0].size(), 3);
  for (const auto& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (size_t r = 0; r < rows_.size(); ++r) {
    for (size_t i = 0; i < widths.size(); ++i) {
      const std::string& cell = rows_[r][i];
      const std::string blanks(widths[i] - cell.size(), ' ');
      text += "| " + (i < left_ ? cell + blanks : blanks + cell) + " ";
    }
    text += "|\n";
    for (size_t i = 0; r == 0 && i < widths.size(); ++i) {
      text += i < left_ ? "| " + std::string(widths[i], '-') + " "
                        : "| " + std::string(widths[i] - 1, '-') + ": ";
    }
    if (r == 0) text += "|\n";
  }
  return text;
}

std::string Fixed(double value, int digits) {
  std::array<char, 400> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, digits);
  return std::string(text.data(), end.ptr);
}

std::string Short(double value) {
  const double size = std::abs(value);
  return Fixed(value, size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

std::string Count(size_t value) {
  if (value >= 1'000'000 && value % 1'000'000 == 0) return std::to_string(value / 1'000'000) + "M";
  if (value >= 1'000 && value % 1'000 == 0) return std::to_string(value / 1'000) + "k";
  return std::to_string(value);
}

}  // namespace weir::bench
