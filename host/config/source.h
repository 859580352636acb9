// The text of a configuration file, its lines, and the excerpts of it that findings show.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace weir::config {

// Line and column count from 1 (column in bytes), 0 when not known.
struct Position {
  int line = 0;
  int column = 0;
  auto operator<=>(const Position&) const = default;
};

class Source {
 public:
  // A byte order mark is dropped and CRLF becomes LF: positions count without them.
  Source(std::string file, std::string_view text);
  // The lines point into the text.
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const std::string& file() const { return file_; }
  const std::string& text() const { return text_; }

  // Without its newline; empty where there is no such line.
  std::string_view Line(int line) const;

  // The nearest position within the text, the end of a line included; an unknown one stays so.
  Position Clamp(Position position) const;

  // REQUIRES: offset <= text().size()
  Position PositionOf(size_t offset) const;
  // REQUIRES: a position within the text
  size_t OffsetOf(Position position) const;

  // The line and a caret below the column, joined by a newline: one printable piece of UTF-8 of
  // bounded length.  Empty for an unknown position.
  std::string Excerpt(Position position) const;

 private:
  std::string file_;
  std::string text_;
  std::vector<size_t> line_starts_;
};

}  // namespace weir::config
