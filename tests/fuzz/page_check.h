// Reads a page with the strict parser and compares it with what was said.
#pragma once

#include <string>

#include "expected_page.h"
#include "expose/body.h"
#include "expose/format.h"

namespace weir::fuzz {

// All bytes of a body; of a compressed one, what a reader makes of it.
std::string Drain(expose::Body& body);
std::string DrainCompressed(expose::Body& body);

// The families of a page that is strictly right; anything else ends the process.
strict::Page Parse(const std::string& page, expose::Format format);

// Every line that is expected is there exactly once, and no other.
void CheckPage(const std::string& page, expose::Format format, const Expected& expected);

}  // namespace weir::fuzz
