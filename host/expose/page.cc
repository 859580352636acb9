#include "expose/page.h"

#include "expose/row_writer.h"

namespace weir::expose {
namespace {

constexpr size_t kPiece = 64 * 1024;

}  // namespace

Page::Page(std::shared_ptr<const Layout> layout, Parts parts, Format format)
    : layout_(std::move(layout)), parts_(std::move(parts)), format_(format) {}

std::string_view Page::Next() {
  buffer_.Truncate(0);
  while (!AtEnd() && buffer_.size() < kPiece) Step();
  if (AtEnd() && format_ == Format::kOpenMetrics && !eof_written_) {
    buffer_.Append("# EOF\n");
    eof_written_ = true;
  }
  return buffer_.view();
}

const Section& Page::section(const Layout::Share& share) const {
  return share.text->Sections(format_, layout_->groups[group_].unknown_in_openmetrics)[section_];
}

void Page::Step() {
  const auto& share = layout_->groups[group_].shares[share_];
  if (parts_[share.part] && block_ < share.table->blocks.size()) {
    WriteNextBlock(share);
    ++block_;
  } else {
    Leave();
  }
}

// Metadata stands before a family's first line, and not at all if there is none.
void Page::WriteNextBlock(const Layout::Share& share) {
  const size_t start = buffer_.size();
  if (!header_written_) buffer_.Append(section(layout_->groups[group_].shares.front()).header);
  const size_t lines = buffer_.size();
  WriteBlock(buffer_, section(share).rows, *share.table->blocks[block_], *parts_[share.part],
             share.hidden, format_);
  if (buffer_.size() == lines) {
    buffer_.Truncate(start);
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
