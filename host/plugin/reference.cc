#include "plugin/reference.h"

#include "plugin/quoted.h"

namespace weir::plugin {
namespace {

// Where "#PLUGIN" begins; the text's end if there is none.
size_t FragmentStart(const std::string& text) {
  const size_t hash = text.rfind('#');
  if (hash == std::string::npos) return text.size();
  return text.find_first_of("/.", hash) == std::string::npos ? hash : text.size();
}

bool NamesAFile(const std::string& path) {
  const std::string leaf = path.substr(path.rfind('/') + 1);
  return !leaf.empty() && leaf != "." && leaf != "..";
}

}  // namespace

Result<Reference> ParseReference(const std::string& text) {
  if (text.find('\0') != std::string::npos) {
    return Fail("a NUL byte in the plugin's name " + Quoted(text));
  }
  const size_t end = FragmentStart(text);
  const std::string file = text.substr(0, end);
  Reference reference;
  if (end < text.size()) reference.plugin = text.substr(end + 1);
  if (end < text.size() && reference.plugin.empty()) {
    return Fail("no plugin's name after the # of " + Quoted(text));
  }
  if (file.empty() || !NamesAFile(file)) {
    return Fail(Quoted(text) + " is neither the name nor the path of a plugin");
  }
  (file.find('/') == std::string::npos ? reference.name : reference.path) = file;
  return reference;
}

}  // namespace weir::plugin
