// What has to stand on the page of several collectors, merged by rules of its own.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "book.h"
#include "strict_parser.h"

namespace weir::fuzz {

struct Expected {
  struct Said {
    double value;
    int64_t timestamp_ms;  // 0: none
    const Remark* remark;  // or nullptr
  };
  // What one line says, whatever the format; labels include the type's own.
  std::map<std::pair<std::string, strict::Labels>, Said> lines;
  // The family that a sample's name belongs to, as its first collector has it.
  std::map<std::string, const series::Family*> families;
};

// books: in order; those before win.  The result points into them.
Expected Merge(const std::vector<const Book*>& books);

}  // namespace weir::fuzz
