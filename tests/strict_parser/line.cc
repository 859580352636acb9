#include "line.h"

#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace weir::strict {
namespace {

bool StartsName(char c, bool colons) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (colons && c == ':');
}

bool InName(char c, bool colons) { return StartsName(c, colons) || (c >= '0' && c <= '9'); }

size_t CodePoints(const Labels& labels) {
  size_t count = 0;
  for (const auto& [name, value] : labels) {
    for (const char c : name + value)
      count += (static_cast<unsigned char>(c) & 0xC0u) != 0x80u ? 1 : 0;
  }
  return count;
}

}  // namespace

void Line::Refuse(const std::string& why) const {
  throw NotStrict(why + ": " + std::string(line_));
}

bool Line::Skip(std::string_view text) {
  if (!rest_.starts_with(text)) return false;
  rest_.remove_prefix(text.size());
  return true;
}

void Line::Expect(std::string_view text) {
  if (!Skip(text))
    Refuse("\"" + std::string(text) + "\" expected before \"" + std::string(rest_) + "\"");
}

// A name that needs its quotes.
std::string Line::ReadQuotedName(bool colons) {
  const std::string name = ReadQuoted();
  bool plain = !name.empty() && StartsName(name[0], colons);
  for (const char c : name) plain = plain && InName(c, colons);
  if (name.empty() || plain) Refuse("quotes around a name that needs none");
  return name;
}

std::string Line::ReadName(bool colons) {
  if (names_ == Names::kUtf8 && rest_.starts_with("\"")) return ReadQuotedName(colons);
  size_t end = 0;
  while (end < rest_.size() &&
         (end == 0 ? StartsName(rest_[0], colons) : InName(rest_[end], colons)))
    ++end;
  if (end == 0) Refuse("no name");
  const std::string name(rest_.substr(0, end));
  rest_.remove_prefix(end);
  return name;
}

std::string Line::ReadQuoted() {
  Expect("\"");
  std::string text;
  while (!Skip("\"")) {
    if (rest_.empty()) Refuse("a quote that does not end");
    if (Skip("\\")) {
      if (Skip("n")) {
        text += '\n';
      } else if (rest_.starts_with("\"") || rest_.starts_with("\\")) {
        text += rest_[0];
        rest_.remove_prefix(1);
      } else {
        Refuse("an escape that there is not");
      }
      continue;
    }
    text += rest_[0];
    rest_.remove_prefix(1);
  }
  return text;
}

Labels Line::ReadLabels() {
  Labels labels;
  if (Skip("}")) return labels;
  do {
    const std::string name = ReadName(false);
    Expect("=");
    const std::string value = ReadQuoted();
    if (name.starts_with("__")) Refuse("a reserved label");
    if (!labels.emplace(name, value).second) Refuse("a label twice");
  } while (Skip(","));
  Expect("}");
  return labels;
}

std::string_view Line::ReadWord() {
  const std::string_view word = rest_.substr(0, rest_.find(' '));
  if (word.empty()) Refuse("a blank too many, or nothing");
  rest_.remove_prefix(word.size());
  return word;
}

double Line::ReadNumber() {
  const std::string word(ReadWord());
  if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (word == "+Inf") return std::numeric_limits<double>::infinity();
  if (word == "-Inf") return -std::numeric_limits<double>::infinity();
  if (word.find_first_not_of("0123456789.e+-") != std::string::npos) Refuse("no number");
  char* end = nullptr;
  const double value = std::strtod(word.c_str(), &end);
  if (*end != '\0' || !std::isfinite(value)) Refuse("no number");
  return value;
}

// Prometheus' text lexer knows digits only.
double Line::ReadTimestamp() {
  if (dialect_ == Dialect::kOpenMetrics) {
    const double seconds = ReadNumber();
    if (!std::isfinite(seconds)) Refuse("a timestamp that is none");
    return seconds;
  }
  const std::string word(ReadWord());
  if (word.find_first_not_of("0123456789") != std::string::npos) Refuse("no timestamp");
  errno = 0;
  const long long milliseconds = std::strtoll(word.c_str(), nullptr, 10);
  if (errno != 0) Refuse("a timestamp too large");
  return static_cast<double>(milliseconds);
}

Exemplar Line::ReadExemplar() {
  Expect("{");
  Exemplar exemplar{ReadLabels(), 0, {}};
  if (CodePoints(exemplar.labels) > 128) Refuse("an exemplar too long");
  for (const auto& [name, value] : exemplar.labels) {
    if (value.find('\0') != std::string::npos) Refuse("a NUL in an exemplar");
  }
  Expect(" ");
  exemplar.value = ReadNumber();
  if (Skip(" ")) exemplar.timestamp = ReadTimestamp();
  return exemplar;
}

// A name that is not legacy stands in the braces.
void Line::ReadSeries(Sample& sample) {
  if (rest_.starts_with("\"")) Refuse("a quoted name before the braces");
  const bool quoted = names_ == Names::kUtf8 && Skip("{");
  sample.name = quoted ? ReadQuotedName(true) : ReadName(true);
  if (quoted && Skip("}")) return;
  if (quoted) {
    Expect(",");
  } else if (!Skip("{")) {
    return;
  }
  sample.labels = ReadLabels();
  if (sample.labels.empty()) Refuse("braces around nothing");
}

Sample Line::ReadSample() {
  Sample sample;
  ReadSeries(sample);
  Expect(" ");
  sample.value = ReadNumber();
  const bool may_have_exemplar = dialect_ == Dialect::kOpenMetrics;
  if (!rest_.empty() && !rest_.starts_with(" # ")) {
    Expect(" ");
    sample.timestamp = ReadTimestamp();
  }
  if (may_have_exemplar && Skip(" # ")) sample.exemplar = ReadExemplar();
  if (!rest_.empty()) Refuse("more than a sample");
  return sample;
}

std::string Line::UnescapeHelp(std::string_view text) const {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && dialect_ == Dialect::kOpenMetrics) Refuse("a quote that is not escaped");
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    const char c = ++i < text.size() ? text[i] : '\0';
    const bool quote = c == '"' && dialect_ == Dialect::kOpenMetrics;
    if (c != '\\' && c != 'n' && !quote) Refuse("an escape that there is not");
    out += c == 'n' ? '\n' : c;
  }
  return out;
}

Line::Metadata Line::ReadMetadata() {
  Metadata metadata;
  Expect("# ");
  metadata.keyword = ReadWord();
  Expect(" ");
  metadata.name = ReadName(true);
  Expect(" ");
  metadata.text = metadata.keyword == "HELP" ? UnescapeHelp(rest_) : std::string(rest_);
  if (metadata.text.empty()) Refuse("metadata that say nothing");
  return metadata;
}

}  // namespace weir::strict
