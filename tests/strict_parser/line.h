// One line of a page for the strict parser.
#pragma once

#include <string>
#include <string_view>

#include "strict_parser.h"

namespace weir::strict {

enum class Dialect { kText, kOpenMetrics };

// A line's rest, read from its front.  All throw NotStrict.
class Line {
 public:
  Line(std::string_view line, Dialect dialect, Names names = Names::kLegacy)
      : line_(line), rest_(line), dialect_(dialect), names_(names) {}

  Sample ReadSample();
  // "# HELP name text": keyword, name and what follows, unescaped where the keyword is HELP.
  struct Metadata {
    std::string keyword, name, text;
  };
  Metadata ReadMetadata();

 private:
  [[noreturn]] void Refuse(const std::string& why) const;
  bool Skip(std::string_view text);
  void Expect(std::string_view text);
  std::string ReadName(bool colons);
  std::string ReadQuotedName(bool colons);
  std::string ReadQuoted();
  void ReadSeries(Sample& sample);
  Labels ReadLabels();
  std::string_view ReadWord();
  double ReadNumber();
  double ReadTimestamp();
  Exemplar ReadExemplar();
  std::string UnescapeHelp(std::string_view text) const;

  const std::string_view line_;
  std::string_view rest_;
  const Dialect dialect_;
  const Names names_;
};

}  // namespace weir::strict
