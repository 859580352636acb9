#include "expose/line_text.h"

namespace weir::expose {

void AppendTextBefore(const Place& place, size_t line, size_t row, bool first, std::string& out) {
  if (!first) out += '\n';
  if (place.header != nullptr && line == 0 && row == 0) out += *place.header;
  const std::string_view labels = place.block->Labels(line);
  const size_t size = out.size();
  out.resize(size + MostOfLineStart((*place.rows)[row], labels.size()));
  const char* const end = WriteLineStart(out.data() + size, (*place.rows)[row], labels);
  out.resize(static_cast<size_t>(end - out.data()));
}

}  // namespace weir::expose
