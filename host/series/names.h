// UTF-8, and what names and labels may be (Prometheus' data model; UTF-8 names as of Prometheus 3).
#pragma once

#include <string>
#include <string_view>

namespace weir::series {

// Well-formed UTF-8 (Unicode 15, table 3-7): no overlong form, no surrogate.
bool IsUtf8(std::string_view text);

// The text with a ? for each byte that keeps it from being well-formed.
std::string ToUtf8(std::string_view text);

// The number of code points of a well-formed text.
size_t CodePoints(std::string_view text);

// [a-zA-Z_:][a-zA-Z0-9_:]*
bool IsLegacyMetricName(std::string_view name);
// [a-zA-Z_][a-zA-Z0-9_]*
bool IsLegacyLabelName(std::string_view name);

// How a name that is not legacy is written for a reader that knows only those (Prometheus' escaping
// schemes), or as it is (allow-utf-8).  Code points count, not bytes.
enum class Escaping { kUnderscores, kDots, kValues, kAllowUtf8 };

std::string EscapeName(std::string_view name, Escaping scheme);
// The same for a label's name, which has no colons.
std::string EscapeLabelName(std::string_view name, Escaping scheme);

}  // namespace weir::series
