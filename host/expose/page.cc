#include "expose/page.h"

#include "expose/row_writer.h"

namespace weir::expose {
namespace {

constexpr size_t kPiece = 64 * 1024;

}  // namespace

Page::Page(std::shared_ptr<const Layout> layout, Parts parts, Format format)
    : layout_(std::move(layout)), parts_(std::move(parts)), format_(format) {}

bool Page::Next(Buffer& out) {
  const size_t enough = out.size() + kPiece;
  while (!AtEnd() && out.size() < enough) Step(out);
  if (!AtEnd()) return true;
  if (format_ == Format::kOpenMetrics && !eof_written_) out.Append("# EOF\n");
  eof_written_ = true;
  return false;
}

const Section& Page::section(const Layout::Share& share) const {
  return share.text->Sections(format_, layout_->groups[group_].unknown_in_openmetrics)[section_];
}

void Page::Step(Buffer& out) {
  const auto& share = layout_->groups[group_].shares[share_];
  if (parts_[share.part] && block_ < share.table->blocks.size()) {
    WriteNextBlock(out, share);
    ++block_;
  } else {
    Leave();
  }
}

// Metadata stands before a family's first line, and not at all if there is none.
void Page::WriteNextBlock(Buffer& out, const Layout::Share& share) {
  const size_t start = out.size();
  if (!header_written_) out.Append(section(layout_->groups[group_].shares.front()).header);
  const size_t lines = out.size();
  WriteBlock(out, section(share).rows, *share.table->blocks[block_], *parts_[share.part],
             share.hidden, format_);
  if (out.size() == lines) {
    out.Truncate(start);
  } else {
    header_written_ = true;
  }
}

// To the next share, section or group.
void Page::Leave() {
  const auto& group = layout_->groups[group_];
  block_ = 0;
  if (++share_ < group.shares.size()) return;
  share_ = 0;
  header_written_ = false;
  const auto& sections = group.shares.front().text->Sections(format_, group.unknown_in_openmetrics);
  if (++section_ < sections.size()) return;
  section_ = 0;
  ++group_;
}

}  // namespace weir::expose
