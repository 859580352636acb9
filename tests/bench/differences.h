// How two pages differ, and which of it is explained by a list: lines of
//
//   only-ours | PATTERN | reason          (or only-theirs)
//
// where PATTERN (ECMAScript) has to match a whole entry.  Lines that begin with # are comments.
#pragma once

#include <regex>
#include <string>
#include <vector>

#include "error/result.h"
#include "page_entries.h"

namespace weir::bench {

class Differences {
 public:
  static Result<Differences> Read(const std::string& file);

  // Sorts all entries that stand on one page alone.
  void Compare(const PageEntries& ours, const PageEntries& theirs);

  size_t common() const { return common_; }
  // "only-ours: ..." for each entry that no line explains.
  const std::vector<std::string>& unexplained() const { return unexplained_; }
  // A table of the reasons that explained something.
  std::string Print() const;

 private:
  struct Line {
    bool ours;
    std::regex pattern;
    std::string reason;
    size_t explained = 0;
  };
  static Result<Line> ParseLine(const std::string& text);
  void Explain(bool ours, const std::string& entry);

  std::vector<Line> lines_;
  std::vector<std::string> unexplained_;
  size_t common_ = 0;
};

}  // namespace weir::bench
