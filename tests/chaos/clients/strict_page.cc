#include "strict_page.h"

#include <charconv>
#include <limits>
#include <optional>
#include <set>
#include <unordered_set>

namespace weir::chaos {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const size_t size = first < 0x80   ? 1
                        : first < 0xc2 ? 0
                        : first < 0xe0 ? 2
                        : first < 0xf0 ? 3
                                       : 4;
    if (size == 0 || first > 0xf4 || i + size > text.size()) return false;
    for (size_t k = 1; k < size; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xc0) != 0x80) return false;
    }
    i += size;
  }
  return true;
}

std::optional<double> Number(std::string_view text) {
  if (text == "+Inf") return std::numeric_limits<double>::infinity();
  if (text == "-Inf") return -std::numeric_limits<double>::infinity();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return {};
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

// Reads a line from its beginning.
class Line {
 public:
  explicit Line(std::string_view text) : rest_(text) {}

  bool Take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  // A name, with colons or without; empty if there is none.
  std::string_view TakeName(bool colons) {
    size_t size = 0;
    while (size < rest_.size() && (IsLetter(rest_[size]) || (colons && rest_[size] == ':') ||
                                   (size > 0 && IsDigit(rest_[size])))) {
      ++size;
    }
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return name;
  }
  // What is between quotes; false if an escape is unknown or the end is missing.
  bool TakeQuoted() {
    if (!Take("\"")) return false;
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] == '\\' && !rest_.starts_with("\\\\") && !rest_.starts_with("\\\"") &&
          !rest_.starts_with("\\n")) {
        return false;
      }
      rest_.remove_prefix(rest_[0] == '\\' ? 2 : 1);
    }
    return Take("\"");
  }
  bool TakeLabels() {
    if (!Take("{")) return true;
    std::set<std::string_view> names;
    do {
      const std::string_view name = TakeName(false);
      if (name.empty() || !names.insert(name).second || !Take("=") || !TakeQuoted()) return false;
    } while (Take(","));
    return Take("}");
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

class Reader {
 public:
  Result<void> Read(std::string_view line) {
    if (!IsUtf8(line)) return Fail("not UTF-8");
    return line.starts_with('#') ? ReadComment(line) : ReadSample(line);
  }
  Samples samples;

 private:
  Result<void> ReadComment(std::string_view text) {
    Line line(text);
    const bool type = line.Take("# TYPE ");
    if (!type && !line.Take("# HELP ")) return Fail("a comment");
    const std::string name(line.TakeName(true));
    if (name.empty() || !line.Take(" ")) return Fail("a definition without a name");
    if (!(type ? types_ : helps_).insert(name).second) return Fail("defined twice");
    if (Result<void> begun = Begin(name); !begun) return begun;
    if (!type) return {};
    static const std::set<std::string_view> kTypes = {"counter", "gauge", "histogram", "summary",
                                                      "untyped"};
    if (!kTypes.contains(line.rest())) return Fail("an unknown type");
    has_parts_ = line.rest() == "histogram" || line.rest() == "summary";
    return {};
  }

  // All of a family stands together, below its definition.
  Result<void> Begin(const std::string& family) {
    if (family == family_) return {};
    family_ = family;
    has_parts_ = false;
    if (!families_.insert(family).second) return Fail("a family in two places");
    return {};
  }

  Result<void> ReadSample(std::string_view text) {
    Line line(text);
    const std::string_view name = line.TakeName(true);
    if (name.empty() || !line.TakeLabels()) return Fail("a series that cannot be read");
    const std::string series(text.substr(0, text.size() - line.rest().size()));
    if (!line.Take(" ")) return Fail("no value");
    if (!IsOfFamily(name)) {
      if (Result<void> begun = Begin(std::string(name)); !begun) return begun;
    }
    const size_t end = line.rest().find(' ');
    const std::optional<double> value = Number(line.rest().substr(0, end));
    if (!value) return Fail("a value that is no number");
    if (end != std::string_view::npos && !IsTimestamp(line.rest().substr(end + 1))) {
      return Fail("a timestamp that is none");
    }
    if (!samples.emplace(series, *value).second) return Fail("a series twice");
    return {};
  }

  bool IsOfFamily(std::string_view name) const {
    if (name == family_) return true;
    if (!has_parts_ || !name.starts_with(family_)) return false;
    const std::string_view part = name.substr(family_.size());
    return part == "_bucket" || part == "_sum" || part == "_count";
  }

  static bool IsTimestamp(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  }

  std::string family_;
  bool has_parts_ = false;
  std::unordered_set<std::string> families_, types_, helps_;
};

}  // namespace

Result<Samples> ReadStrictly(std::string_view page) {
  if (!page.ends_with('\n')) return Fail("a page that is cut off");
  Reader reader;
  while (!page.empty()) {
    const std::string_view line = page.substr(0, page.find('\n'));
    page.remove_prefix(line.size() + 1);
    if (const Result<void> read = reader.Read(line); !read) {
      return Fail(read.error().message + ": " + std::string(line.substr(0, 200)));
    }
  }
  return std::move(reader.samples);
}

}  // namespace weir::chaos
