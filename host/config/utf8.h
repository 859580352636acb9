// Well-formed UTF-8 (Unicode 15, table 3-7) and the characters that YAML 1.2 lets stand in a text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::config {

// Bytes of the well-formed character that `text` begins with; 0 if it begins with none.
size_t CharacterLength(std::string_view text);

// Whether a well-formed character is one that a YAML text may contain (c-printable): no control
// characters but tab, line feed, carriage return and next line, no U+FFFE and U+FFFF.
bool IsPrintable(std::string_view character);

// Whether it is a printable one that a terminal takes for an order: carriage return, next line.
bool MovesTheCursor(std::string_view character);

// Offset of the first byte that is not part of a well-formed character, or npos.
size_t FirstMalformed(std::string_view text);

// The first `limit` bytes at most, without cutting a character; of what is not well-formed up to
// three fewer.
std::string_view Clip(std::string_view text, size_t limit);

// With "?" for what is malformed, not printable or moves the cursor.
std::string Printable(std::string_view text);

}  // namespace weir::config
