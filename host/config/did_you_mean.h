// What a misspelt key was most likely meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace weir::config {

// The candidate that is nearest to the word, empty if none is near: at most one insertion,
// deletion, substitution or swap of neighbours for each three letters.  The first of equals.
std::string_view Nearest(std::string_view word, const std::vector<std::string_view>& candidates);

// For the end of a message: `, did you mean "interval"?`; else `; known here: a, b`.
std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace weir::config
