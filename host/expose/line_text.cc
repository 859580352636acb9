#include "expose/line_text.h"

namespace weir::expose {

std::string TextBefore(const Place& place, size_t line, size_t row, bool first) {
  std::string text = first ? "" : "\n";
  if (place.header != nullptr && line == 0 && row == 0) text += *place.header;
  const std::string_view labels = place.block->Labels(line);
  const size_t size = text.size();
  text.resize(size + MostOfLineStart((*place.rows)[row], labels.size()));
  const char* const end = WriteLineStart(text.data() + size, (*place.rows)[row], labels);
  text.resize(static_cast<size_t>(end - text.data()));
  return text;
}

}  // namespace weir::expose
