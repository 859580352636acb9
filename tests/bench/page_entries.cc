#include "page_entries.h"

#include <vector>

namespace weir::bench {
namespace {

// The end of a quoted value that begins behind `begin`; npos if there is none.
size_t EndOfValue(std::string_view text, size_t begin) {
  size_t end = begin + 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? size_t{2} : 1;
  return end < text.size() ? end : std::string_view::npos;
}

// `name="value"` each, from what follows the opening brace.  Empty if it is not well-formed.
struct Labels {
  std::set<std::string> texts;
  bool well_formed = false;
};

Labels ReadLabels(std::string_view text) {
  Labels labels;
  while (!text.starts_with('}')) {
    const size_t quote = text.find("=\"");
    if (quote == std::string_view::npos) return labels;
    const size_t end = EndOfValue(text, quote + 1);
    if (end == std::string_view::npos) return labels;
    if (end > quote + 2) labels.texts.emplace(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
    if (text.starts_with(',')) text.remove_prefix(1);
  }
  labels.well_formed = text.starts_with("} ");
  return labels;
}

Result<std::string> EntryOf(std::string_view line) {
  const size_t end = line.find_first_of("{ ");
  std::string entry(line.substr(0, end));
  if (end == std::string_view::npos) return Fail("not a sample: " + entry);
  if (line[end] == ' ') return entry;
  const Labels labels = ReadLabels(line.substr(end + 1));
  if (!labels.well_formed) return Fail("not labels: " + std::string(line));
  char separator = '{';
  for (const std::string& label : labels.texts) {
    entry.append(1, separator).append(label);
    separator = ',';
  }
  return labels.texts.empty() ? entry : entry + '}';
}

}  // namespace

Result<PageEntries> EntriesOf(std::string_view page) {
  PageEntries entries;
  while (!page.empty()) {
    const std::string_view line = page.substr(0, page.find('\n'));
    page.remove_prefix(std::min(line.size() + 1, page.size()));
    if (line.starts_with("# TYPE ")) {
      entries.emplace(line.substr(2));
    } else if (!line.empty() && !line.starts_with('#')) {
      Result<std::string> entry = EntryOf(line);
      if (!entry) return tl::unexpected(entry.error());
      if (!entries.insert(*entry).second) return Fail("twice on a page: " + *entry);
    }
  }
  return entries;
}

}  // namespace weir::bench
