#include "expose/row_writer.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "expose/eight_numbers.h"
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
class PlainWriter {
 public:
  PlainWriter(const Row& row, const series::Block& block, const Samples& samples)
      : row_(row), block_(block), samples_(samples), labels_(block.text.data()) {}

  void Write(Buffer& out) {
    p_ = out.Reserve(block_.text.size() + block_.lines.size() * (row_.name.size() + kLineExtra));
    const std::span lines(block_.lines);
    for (size_t i = 0; i < lines.size(); i += EightNumbers::kSize)
      WriteLines(lines.subspan(i, std::min(EightNumbers::kSize, lines.size() - i)));
    out.Advance(p_);
  }

 private:
  using Lines = std::span<const series::Block::Line>;

  // At most eight.
  void WriteLines(Lines lines) {
    double values[EightNumbers::kSize] = {};
    for (size_t i = 0; i < lines.size(); ++i) {
      if (Shows(lines[i])) values[i] = samples_.values[lines[i].slot + row_.slot];
    }
    numbers_.Take(values);
    for (size_t i = 0; i < lines.size(); ++i) {
      const char* const end = block_.text.data() + lines[i].end;
      if (Shows(lines[i])) {
        p_ = WriteLineStart(p_, row_, {labels_, end});
        p_ = numbers_.Write(p_, i);
        *p_++ = '\n';
      }
      labels_ = end;
    }
  }
  bool Shows(const series::Block::Line& line) const { return samples_.Shows(line.slot); }

  const Row& row_;
  const series::Block& block_;
  const Samples& samples_;
  const char* labels_;  // of the next line
  EightNumbers numbers_;
  char* p_ = nullptr;
};

}  // namespace

void WriteBlock(Buffer& out, const std::vector<Row>& rows, const series::Block& block,
                const Samples& samples, const Hidden& hidden, Format format) {
  if (rows.size() == 1 && rows[0].label.empty() && samples.timestamps.empty() &&
      samples.exemplars.empty() && samples.created.empty() && hidden.empty()) {
    return PlainWriter(rows[0], block, samples).Write(out);
  }
  Writer writer(out, samples, format);
  for (size_t i = 0; i < block.lines.size(); ++i) {
    const Slot first = block.lines[i].slot;
    if (!samples.Shows(first) || hidden.contains(first)) continue;
    for (const Row& row : rows) writer.Write(row, block.Labels(i), first);
  }
}

}  // namespace weir::expose
