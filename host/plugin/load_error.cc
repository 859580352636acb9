#include "plugin/load_error.h"

#include <algorithm>

namespace weir::plugin {
namespace {

// From one line of printable text to the next: names in it come from the file.
std::string Line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return line;
}

// What stands before a mark, if it is there.
bool Before(std::string_view text, std::string_view mark, std::string_view* out) {
  const size_t at = text.find(mark);
  if (at == std::string_view::npos) return false;
  *out = text.substr(0, at);
  return true;
}

bool After(std::string_view text, std::string_view mark, std::string_view* out) {
  const size_t at = text.find(mark);
  if (at == std::string_view::npos) return false;
  *out = text.substr(at + mark.size());
  return true;
}

std::string Explain(std::string_view text) {
  std::string_view part;
  if (Before(text, ": cannot open shared object file: No such file", &part)) {
    return "needs the library " + Line(part) + ", which is not installed";
  }
  if (After(text, "undefined symbol: ", &part)) {
    return "needs the symbol " + Line(part) + ", which no library that it is linked to has";
  }
  std::string line = "cannot be loaded: " + Line(text);
  if (After(text, "' not found (required by", &part)) {
    return line + ": it was built for a newer system";
  }
  if (After(text, "failed to map segment", &part)) return line + " (a file system without exec?)";
  return line;
}

}  // namespace

std::string ExplainLoadError(const char* text, std::string_view path) {
  if (text == nullptr) return "cannot be loaded for a reason that the loader does not give";
  std::string_view rest = text;
  if (rest.starts_with(path)) rest.remove_prefix(path.size());
  if (rest.starts_with(": ")) rest.remove_prefix(2);
  return Explain(rest);
}

}  // namespace weir::plugin
