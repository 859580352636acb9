#include "config/source.h"

#include <algorithm>
#include <utility>

#include "config/utf8.h"

namespace weir::config {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kBefore = 60;  // bytes of a long line that are shown left of the caret
constexpr size_t kShown = 100;  // and altogether

std::string WithLineFeeds(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i];
  }
  return out;
}

// As wide as `text` where a character is one cell wide.
std::string Blank(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) == 0x80) continue;
    out += c == '\t' ? '\t' : ' ';
  }
  return out;
}

}  // namespace

Source::Source(std::string file, std::string_view text)
    : file_(std::move(file)), text_(WithLineFeeds(text)), line_starts_{0} {
  for (size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n' && i + 1 < text_.size()) line_starts_.push_back(i + 1);
  }
}

std::string_view Source::Line(int line) const {
  if (line < 1 || static_cast<size_t>(line) > line_starts_.size()) return {};
  const std::string_view rest =
      std::string_view(text_).substr(line_starts_[static_cast<size_t>(line) - 1]);
  return rest.substr(0, rest.find('\n'));
}

Position Source::Clamp(Position position) const {
  if (position.line < 1) return {};
  const int last = static_cast<int>(line_starts_.size());
  if (position.line > last) return {last, static_cast<int>(Line(last).size()) + 1};
  const int end = static_cast<int>(Line(position.line).size()) + 1;
  return {position.line, std::clamp(position.column, 1, end)};
}

Position Source::PositionOf(size_t offset) const {
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const size_t start = *std::prev(next);
  return {static_cast<int>(next - line_starts_.begin()), static_cast<int>(offset - start) + 1};
}

size_t Source::OffsetOf(Position position) const {
  return line_starts_[static_cast<size_t>(position.line) - 1] +
         static_cast<size_t>(position.column) - 1;
}

std::string Source::Excerpt(Position position) const {
  position = Clamp(position);
  if (position.line == 0) return {};
  const std::string_view line = Line(position.line);
  const size_t caret = static_cast<size_t>(position.column) - 1;
  const size_t start =
      line.size() <= kShown || caret <= kBefore ? 0 : Clip(line, caret - kBefore).size();
  const std::string_view shown = Clip(line.substr(start), kShown);
  const std::string left = start > 0 ? "..." : "";
  const std::string right = start + shown.size() < line.size() ? "..." : "";
  const std::string before = Printable(shown.substr(0, caret - start));
  return left + before + Printable(shown.substr(caret - start)) + right + "\n" + Blank(left) +
         Blank(before) + "^";
}

}  // namespace weir::config
