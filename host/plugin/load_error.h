// What the dynamic loader says, for people.
#pragma once

#include <string>
#include <string_view>

namespace weir::plugin {

// dlerror()'s text about the file at path, as a continuation of a sentence that began with that
// path: "needs the library libfoo.so.1, which is not installed".  Texts that are not known are
// kept.
std::string ExplainLoadError(const char* text, std::string_view path);

}  // namespace weir::plugin
