#include "expose/row_writer.h"

#include <algorithm>
#include <string_view>

#include "expose/line_text.h"
#include "expose/number.h"

namespace weir::expose {
namespace {

using series::Samples;
using series::Slot;

// Braces, comma, blanks, value, timestamp and newline of one line.
constexpr size_t kLineExtra = 8 + 2 * kLongestNumber;

// Text has milliseconds, OpenMetrics seconds.
char* WriteTimestamp(char* out, int64_t ms, Format format) {
  *out++ = ' ';
  return format == Format::kText ? WriteInteger(out, ms)
                                 : WriteNumber(out, static_cast<double>(ms) / 1000);
}

class Writer {
 public:
  Writer(Buffer& out, const Samples& samples, Format format)
      : out_(out), samples_(samples), format_(format) {}

  void Write(const Row& row, std::string_view labels, Slot first) {
    const Slot slot = first + static_cast<Slot>(row.slot);
    char* p = out_.Reserve(row.name.size() + labels.size() + row.label.size() + kLineExtra);
    p = WriteLineStart(p, row, labels);
    p = WriteNumber(p, samples_.values[slot]);
    p = WriteTimestampOf(p, slot);
    out_.Advance(p);
    if (row.exemplar && format_ == Format::kOpenMetrics && !samples_.exemplars.empty())
      WriteExemplar(slot);
    out_.Append("\n");
    if (!samples_.created.empty()) WriteCreated(row.created.get(), labels, first);
  }

 private:
  char* WriteTimestampOf(char* p, Slot slot) const {
    if (samples_.timestamps.empty() || samples_.timestamps[slot] == 0) return p;
    return WriteTimestamp(p, samples_.timestamps[slot], format_);
  }

  // In seconds, if the format has such a line and the plugin has said it.
  void WriteCreated(const Row* row, std::string_view labels, Slot first) {
    if (row == nullptr || samples_.created[first] == 0) return;
    char* p = out_.Reserve(row->name.size() + labels.size() + kLineExtra);
    p = WriteLineStart(p, *row, labels);
    p = WriteNumber(p, static_cast<double>(samples_.created[first]) / 1000);
    p = WriteTimestampOf(p, first);
    *p++ = '\n';
    out_.Advance(p);
  }

  void WriteExemplar(Slot slot) {
    const auto found =
        std::ranges::lower_bound(samples_.exemplars, slot, {}, &series::Exemplar::slot);
    if (found == samples_.exemplars.end() || found->slot != slot) return;
    out_.Append(" # {");
    out_.Append(found->labels);
    char* p = Copy(out_.Reserve(kLineExtra), "} ");
    p = WriteNumber(p, found->value);
    if (found->timestamp_ms != 0) p = WriteTimestamp(p, found->timestamp_ms, format_);
    out_.Advance(p);
  }

  Buffer& out_;
  const Samples& samples_;
  const Format format_;
};

// The common case without a look at what it does not have: one row, no timestamps, no exemplars.
void WritePlain(Buffer& out, const Row& row, const series::Block& block, const Samples& samples) {
  char* p = out.Reserve(block.text.size() + block.lines.size() * (row.name.size() + kLineExtra));
  const double* values = samples.values.data();
  const uint8_t* shown = samples.shown.data();
  const size_t slots = samples.shown.size();
  const char* labels = block.text.data();
  for (const auto& line : block.lines) {
    const char* end = block.text.data() + line.end;
    if (line.slot < slots && shown[line.slot] != 0) {
      p = WriteLineStart(p, row, {labels, end});
      p = WriteNumber(p, values[line.slot + row.slot]);
      *p++ = '\n';
    }
    labels = end;
  }
  out.Advance(p);
}

}  // namespace

void WriteBlock(Buffer& out, const std::vector<Row>& rows, const series::Block& block,
                const Samples& samples, const Hidden& hidden, Format format) {
  if (rows.size() == 1 && rows[0].label.empty() && samples.timestamps.empty() &&
      samples.exemplars.empty() && samples.created.empty() && hidden.empty()) {
    return WritePlain(out, rows[0], block, samples);
  }
  Writer writer(out, samples, format);
  for (size_t i = 0; i < block.lines.size(); ++i) {
    const Slot first = block.lines[i].slot;
    if (!samples.Shows(first) || hidden.contains(first)) continue;
    for (const Row& row : rows) writer.Write(row, block.Labels(i), first);
  }
}

}  // namespace weir::expose
