// Looks at the text itself where yaml-cpp accepts what is no YAML.
#pragma once

#include <string>
#include <string_view>

#include "config/source.h"

namespace weir::config {

// Whether the quoted scalar that `text` begins with, after its tag if it has one, has its second
// quote.  True if it is not quoted.  yaml-cpp closes an open quote at the last newline.
bool QuoteEnds(std::string_view text);

// Whether a document begins at that line because "---" or "..." says so.  yaml-cpp begins one
// wherever a line is indented less than the first.
bool StartsDocument(const Source& source, int line);

// A scalar of a well-formed text, as it was meant: of "\N" and "\_" yaml-cpp makes one byte each,
// U+0085 and U+00A0 without the first half of their UTF-8.
std::string WithWholeEscapes(std::string_view scalar);

// Whether the text begins with a null that is written as one, and is no key.
bool BeginsWithNull(std::string_view text);

}  // namespace weir::config
