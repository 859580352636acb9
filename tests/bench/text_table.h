// A table as Markdown, its columns aligned.
#pragma once

#include <string>
#include <vector>

namespace weir::bench {

class TextTable {
 public:
  // The first `left` columns are text, the others numbers.
  TextTable(std::vector<std::string> head, size_t left);
  // REQUIRES: as many cells as the head has.
  void Add(std::vector<std::string> row);
  std::string Print() const;

 private:
  const size_t left_;
  std::vector<std::vector<std::string>> rows_;
};

// "12.3": with that many digits behind the point.
std::string Fixed(double value, int digits);
// With three significant digits, and never in exponents.
std::string Short(double value);
// "10k", "1M", "123".
std::string Count(size_t value);

}  // namespace weir::bench
